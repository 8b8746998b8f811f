"""Stylesheets, templates and scripts name the same classes."""

import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = ("accounts", "chat", "listings", "nu_housing_app")
CLASS = re.compile(r"\.([a-z][\w-]*)")
NAME = re.compile(r"(?<![\w-])[a-z][\w-]*")
BLOCK = re.compile(r"\{% block \w+_class %\}(.*?)\{% endblock")
ATTRIBUTE = re.compile(r'(?<![\w-])class="((?:\{[%{].*?[%}]\}|[^"])*)"')
# Set by Leaflet, htmx and Django's forms.
FOREIGN = re.compile(r"leaflet-|htmx-|nonfield$")
# Completed from a value: badge-{{ status }}, `ground-${kind}`.
COMPLETED = re.compile(r"[\w-]+-(?=\{\{|\$\{|\{%)")


def read(folder: str, ending: str) -> str:
    return "\n".join(path.read_text() for path in sorted((ROOT / folder).rglob(f"*.{ending}")))


@cache
def styled() -> set[str]:
    """Classes that a stylesheet selects."""
    css = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", read("static/css", "css"), flags=re.S)
    selectors = re.findall(r"[^{};]+(?=\{)", css)
    return {name for name in CLASS.findall("\n".join(selectors)) if not FOREIGN.match(name)}


@cache
def attributes() -> str:
    """What the `class` attributes of pages say; emails bring styles of their own."""
    pages = [path for path in (ROOT / "templates").rglob("*.html") if "email" not in path.parts]
    html = "\n".join(path.read_text() for path in pages)
    python = "".join(read(app, "py") for app in APPS)
    return "\n".join([*ATTRIBUTE.findall(html + python), *BLOCK.findall(html)])


@cache
def in_templates() -> set[str]:
    """Classes of the templates, except those completed from a value."""
    constant = re.sub(r"\{%.*?%\}", " ", re.sub(r"[\w-]*\{\{.*?\}\}", "", attributes()))
    return set(NAME.findall(constant))


def strings(source: str) -> list[str]:
    return re.findall(r"""["'`]([^"'`\n]*)["'`]""", source)


@cache
def in_scripts() -> set[str]:
    """Classes that scripts select."""
    quoted = strings(read("static/js", "js"))
    selectors = [text for text in quoted if re.search(r"(^|[\s,(>~+\w\])])\.[a-z]", text)]
    names = re.findall(r"(?<![\w}/])\.([a-z][a-z-]*)(?!\w)", "\n".join(selectors))
    return {name for name in names if not FOREIGN.match(name)}


def test_every_styled_class_is_used():
    text = "\n".join([attributes(), *strings(read("static/js", "js"))])
    used = set(NAME.findall(text))
    prefixes = tuple(COMPLETED.findall(text))
    unused = {name for name in styled() - used if not name.startswith(prefixes)}
    assert styled()
    assert unused == set()


def test_every_class_in_a_template_is_styled_or_selected():
    assert in_templates()
    assert in_templates() - styled() - in_scripts() == set()


def test_every_class_that_a_script_selects_exists():
    assert in_scripts()
    assert in_scripts() - in_templates() - styled() == set()
