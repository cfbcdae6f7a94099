"""People's logins, device tokens and sessions, outside the journal because secrets must be forgettable."""
