"""Drivers of the hall's devices, one folder for each kind; kinds do not know each other."""
