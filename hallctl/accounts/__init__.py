"""Logins of people, tokens of devices and sessions, kept out of the journal because secrets must be forgettable."""
