"""Dots and faces are in hallctl.raster, where simulators and pages may look at them too."""
