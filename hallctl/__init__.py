"""The hall: what it knows, decides and remembers."""
