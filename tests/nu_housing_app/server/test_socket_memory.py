"""What `server.socket_memory` relies on in Daphne and autobahn."""

import json
import subprocess
import sys
from importlib.metadata import version

import pytest

MODULE = "nu_housing_app/server/socket_memory.py"
INSTALLED = f"Daphne {version('daphne')} with autobahn {version('autobahn')}"
# As many fit into a dict of 0.8 KB; with one more it takes 1.6 KB.
MAX_ATTRIBUTES = 42


@pytest.fixture(scope="module")
def socket() -> dict:
    command = [sys.executable, "-m", "tests.support.open_socket"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, (
        f"A socket of {INSTALLED} fails because of {MODULE}?\n{done.stderr}"
    )
    return json.loads(done.stdout)


def test_every_attribute_that_is_dropped_was_set(socket):
    for name in socket["never_set"]:
        pytest.fail(f"{INSTALLED} no longer sets `{name}` on a socket: remove it from {MODULE}.")


def test_open_socket_reads_no_attribute_that_is_dropped(socket):
    for name in socket["read_when_open"]:
        pytest.fail(f"{INSTALLED} reads `{name}` of an open socket: {MODULE} must not drop it.")


def test_attributes_of_an_open_socket_fit_into_a_small_dict(socket):
    names = socket["attributes"]
    assert len(names) <= MAX_ATTRIBUTES, (
        f"{INSTALLED} stores {len(names)} attributes on an open socket, more than the "
        f"{MAX_ATTRIBUTES} that take little memory. Look for new ones that {MODULE} could drop or "
        f"share: {', '.join(names)}."
    )


def test_open_socket_receives_every_kind_of_message(socket):
    assert socket["messages"] == ["in parts", "bytes"]


def test_closing_one_socket_changes_no_other(socket):
    assert socket["other_is_open"]
