"""The server's start, and its log."""

import gc
import sys
from types import SimpleNamespace

import daphne.server
import pytest
from daphne.server import Server

from nu_housing_app.server import http, websocket
from nu_housing_app.server.command import HousingServer


@pytest.fixture
def interpreter(monkeypatch):
    """Restores what a start changes of the interpreter."""
    threshold, turn = gc.get_threshold(), sys.getswitchinterval()
    for name in ("HTTPFactory", "WebSocketFactory"):
        monkeypatch.setattr(daphne.server, name, getattr(daphne.server, name))
    gc.unfreeze()
    yield
    gc.set_threshold(*threshold)
    sys.setswitchinterval(turn)


def test_garbage_collector_skips_what_was_loaded_at_the_start(interpreter, monkeypatch):
    seen = []
    monkeypatch.setattr(Server, "run", lambda server: seen.append(len(gc.get_objects())))
    loaded = len(gc.get_objects())
    HousingServer(application=None, endpoints=["tcp:0:interface=127.0.0.1"]).run()
    assert seen[0] < loaded / 10


@pytest.fixture
def look_after(monkeypatch):
    """`look_after(protocol, **details)`: run Daphne's check of connections, which it makes each
    second; returns what it has scheduled."""

    def look_after(protocol, **details):
        planned = []
        reactor = SimpleNamespace(callLater=lambda _, work: planned.append(work.__name__))
        monkeypatch.setattr(daphne.server, "reactor", reactor)
        server = HousingServer(application=None, endpoints=["tcp:0:interface=127.0.0.1"])
        server.connections = {protocol: details}
        server.application_checker()
        return planned

    return look_after


@pytest.mark.parametrize("kind", [http.Request, websocket.Protocol])
def test_canceled_request_is_logged_without_path_and_address(kind, look_after, caplog):
    protocol = object.__new__(kind)
    vars(protocol).update(method=b"GET", uri=b"/chat/?q=hush", clientproto=b"HTTP/1.1")
    vars(protocol).update(client_addr="hush", path=b"/hush/")
    running = SimpleNamespace(done=lambda: False, cancel=lambda: None)
    look_after(protocol, disconnected=1, application_instance=running)
    assert "took too long" in caplog.text
    assert "hush" not in caplog.text


def test_failed_response_is_closed_and_the_server_continues(look_after):
    lost = []
    request = object.__new__(http.Request)
    channel = SimpleNamespace(loseConnection=lambda: lost.append(True))
    vars(request).update(_response_started=True, finished=False, channel=channel)
    broken = SimpleNamespace(done=lambda: True, exception=lambda: OSError("the disk is gone"))
    assert look_after(request, application_instance=broken) == ["application_checker"]
    assert lost
