"""The device register at work (设备登记): who is there, and what devices ask of the hall over any wire."""

from hallctl.registry.fleet import Fleet
from hallctl.registry.requests import Requests
from hallctl.registry.watch import DeviceWatch

__all__ = ["DeviceWatch", "Fleet", "Requests"]
