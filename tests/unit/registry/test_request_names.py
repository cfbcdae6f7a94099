"""Profiles may name exactly the requests that the hall understands."""

from hallctl.contracts.asking import NAMES
from hallctl.registry.arguments import ARGS


def test_every_request_has_its_arguments_and_every_name_its_request() -> None:
    assert set(ARGS) == NAMES
