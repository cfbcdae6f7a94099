"""One supervised connection class for each wire."""
