"""Where devices are, as the hall's file says it."""

import pytest

from hallctl.links.address import Address, Carrier, SerialLine, modbus_address


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("tcp://127.0.0.1:15020/unit/3", Address(Carrier.TCP, "127.0.0.1", 15020, unit=3)),
        ("tcp://gateway.hall/unit/247", Address(Carrier.TCP, "gateway.hall", 502, unit=247)),
        ("tcp://[fd00::7]:502/unit/255", Address(Carrier.TCP, "fd00::7", 502, unit=255)),
        ("rtu+tcp://10.0.0.9:4001/unit/1", Address(Carrier.RTU_TCP, "10.0.0.9", 4001, unit=1)),
        ("serial:///dev/ttyS1/unit/9", Address(Carrier.SERIAL, path="/dev/ttyS1", unit=9)),
        ("serial://var/tty-1/unit/3", Address(Carrier.SERIAL, path="var/tty-1", unit=3)),
        (
            "serial:///dev/ttyUSB0/unit/2?baud=19200&parity=even&stop_bits=2",
            Address(Carrier.SERIAL, path="/dev/ttyUSB0", unit=2, baud=19200, parity="even", stop_bits=2),
        ),
    ],
)
def test_the_address_of_a_modbus_unit_names_its_line_and_its_number(address: str, place: Address) -> None:
    assert modbus_address(address) == place


@pytest.mark.parametrize(
    "address",
    ["", "mqtt:", "tcp://host", "tcp://host:0/unit/1", "tcp://host:502/unit/0", "tcp://host:502/unit/248",
     "tcp://host:70000/unit/1", "tcp://host:502/unit/x", "rtu:///dev/ttyS0/unit/1", "udp://host:9/unit/1",
     "serial:///dev/ttyS0", "tcp://user:secret@host/unit/1", "tcp://host/unit/1?baud=9600",
     "tcp://host/unit/1/unit/2"],
)  # fmt: skip
def test_what_is_no_address_of_a_modbus_unit_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="unit"):
        modbus_address(address)


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("tcp://10.0.0.5:9100", Address(Carrier.TCP, "10.0.0.5", 9100)),
        ("socket://10.0.0.5:4002", Address(Carrier.TCP, "10.0.0.5", 4002)),
        ("udp://10.0.0.6:8600/unit/4", Address(Carrier.UDP, "10.0.0.6", 8600, unit=4)),
        ("serial:///dev/ttyUSB0", Address(Carrier.SERIAL, path="/dev/ttyUSB0")),
        ("serial:///dev/serial/by-id/usb-1", Address(Carrier.SERIAL, path="/dev/serial/by-id/usb-1")),
    ],
)  # fmt: skip
def test_other_devices_need_no_number(address: str, place: Address) -> None:
    assert Address.parse(address) == place


@pytest.mark.parametrize(
    "address",
    ["tcp://host", "udp://:9", "serial://", "serial:///dev/", "serial:///dev/ttyS1?speed=1",
     "serial:///dev/ttyS1?baud=fast", "serial:///dev/ttyS1?baud=1", "serial:///dev/ttyS1?parity=mark",
     "serial:///dev/ttyS1?stop_bits=3", "http://host/", "tcp://ho st:1", "tcp://a:secret@host:1"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"address|expected|port|setting"):
        Address.parse(address)


def test_units_of_one_line_have_the_line_in_common() -> None:
    first, second = (Address.parse(f"serial:///dev/ttyS1/unit/{n}?baud=19200") for n in (1, 2))
    assert first.line == second.line
    assert str(first.line) == "serial:///dev/ttyS1"
    assert str(Address.parse("rtu+tcp://[::1]:4001/unit/7")) == "rtu+tcp://[::1]:4001/unit/7"


def test_the_address_overrides_settings_of_the_profile() -> None:
    profile = SerialLine(baud=9600, parity="even", stop_bits=1, gap_s=0.05)
    place = Address.parse("serial:///dev/ttyS1?baud=19200")
    assert place.settings(profile) == SerialLine(baud=19200, parity="even", stop_bits=1, gap_s=0.05)


def test_a_byte_takes_as_long_as_its_bits() -> None:
    assert SerialLine(baud=9600).byte_s == pytest.approx(10 / 9600)
    assert SerialLine(baud=9600, parity="even", stop_bits=2).byte_s == pytest.approx(12 / 9600)


def test_profiles_name_transports_as_addresses_do() -> None:
    assert [carrier.value.replace("+", "_") for carrier in Carrier] == ["tcp", "rtu_tcp", "serial", "udp"]
    assert modbus_address("rtu+tcp://host/unit/1").transport == "rtu_tcp"
