"""Every template compiles, includes only templates that exist, and shows none of its comments."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

TEMPLATES = Path(__file__).parents[2] / "templates"
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*") if path.is_file())


def test_a_comment_ends_on_its_line():
    """Django shows a comment that spans lines as text."""
    files = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    shown = [path.name for path in files if re.search(r"\{#(?!.*#\})", path.read_text())]
    assert files
    assert shown == []


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles_and_names_templates_that_exist(name):
    source = get_template(name).template.source
    for included in re.findall(r'{%\s*(?:include|extends)\s+"([^"]+)"', source):
        get_template(included)
