"""Rules that exist in Python and in JavaScript. Each table here is read by the tests of both:
test_rules.py and tests/js/rules.test.mjs."""

import json
from pathlib import Path
from typing import Any


def read(name: str) -> Any:
    return json.loads((Path(__file__).parent / f"{name}.json").read_text())
