"""What is written between the lines of a template stays there."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"


def test_a_comment_ends_on_its_line():
    """Else Django takes it for words, and shows them."""
    files = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    shown = [path.name for path in files if re.search(r"\{#(?!.*#\})", path.read_text())]
    assert files
    assert shown == []
