"""The server's start."""

import gc
import sys

import daphne.server
import pytest
from daphne.server import Server

from nu_housing_app.serve import HousingServer


@pytest.fixture
def interpreter(monkeypatch):
    """What a start changes of it is as before afterwards."""
    threshold, turn = gc.get_threshold(), sys.getswitchinterval()
    for name in ("HTTPFactory", "WebSocketFactory"):
        monkeypatch.setattr(daphne.server, name, getattr(daphne.server, name))
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)
    sys.setswitchinterval(turn)


def test_what_is_loaded_at_the_start_is_no_work_for_the_collector(interpreter, monkeypatch):
    seen = []
    monkeypatch.setattr(Server, "run", lambda server: seen.append(len(gc.get_objects())))
    loaded = len(gc.get_objects())
    HousingServer(application=None, endpoints=["tcp:0:interface=127.0.0.1"]).run()
    assert seen[0] < loaded / 10
