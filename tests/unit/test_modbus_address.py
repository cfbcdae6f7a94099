"""Addresses of Modbus units."""

import pytest

from hallctl.links.modbus_exchange import ModbusAddress


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("tcp://127.0.0.1:15020/unit/3", ("127.0.0.1", 15020, 3)),
        ("tcp://gateway.hall/unit/247", ("gateway.hall", 502, 247)),
        ("tcp://[fd00::7]:502/unit/255", ("fd00::7", 502, 255)),
    ],
)
def test_an_address_names_host_port_and_unit(address: str, place: tuple[str, int, int]) -> None:
    found = ModbusAddress.parse(address)
    assert (found.host, found.port, found.unit) == place


@pytest.mark.parametrize(
    "address",
    ["", "mqtt:", "tcp://host", "tcp://host:0/unit/1", "tcp://host:502/unit/0", "tcp://host:502/unit/248",
     "tcp://host:70000/unit/1", "tcp://host:502/unit/x", "rtu:///dev/ttyS0/unit/1"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="unit"):
        ModbusAddress.parse(address)
