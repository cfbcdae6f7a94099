"""The day's plan (当天安排): roster, hours and what the dispatcher changed, and what falls due from it."""
