"""Simulated devices on real wires and simulated people; reached only by the command line and by tests."""
