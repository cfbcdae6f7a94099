"""The device register at work (设备登记): who is there, and what devices ask of the hall over any wire."""

from hallctl.registry.fleet import Fleet
from hallctl.registry.measures import DeviceCollector
from hallctl.registry.panels import Panels
from hallctl.registry.register import DeviceRegister
from hallctl.registry.reload import Reads, Reload
from hallctl.registry.requests import Requests
from hallctl.registry.resting import Resting
from hallctl.registry.watch import DeviceWatch

__all__ = [
    "DeviceCollector",
    "DeviceRegister",
    "DeviceWatch",
    "Fleet",
    "Panels",
    "Reads",
    "Reload",
    "Requests",
    "Resting",
]
