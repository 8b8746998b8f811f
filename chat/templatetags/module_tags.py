"""Preloads the modules that a script imports. Without that, a browser discovers them layer by
layer, with a round trip for each."""

import posixpath
import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_IMPORT = re.compile(r"""^(?:import|export)\b[^;"'()]*["'](\.[^"']+)["']""", re.MULTILINE)


@register.simple_tag
def modulepreload(*paths: str) -> SafeString:
    """A link for each of these modules and everything that they import, by their served names."""
    modules = dict.fromkeys(module for path in paths for module in modules_of(path))
    links = ((static(module),) for module in modules)
    return format_html_join("\n  ", '<link rel="modulepreload" href="{}">', links)


def modules_of(path: str) -> tuple[str, ...]:
    return _read_imports(path) if settings.DEBUG else _modules_of(path)


@cache
def _modules_of(path: str) -> tuple[str, ...]:
    return _read_imports(path)


def _read_imports(path: str) -> tuple[str, ...]:
    found: dict[str, bool] = {}
    pending = [path]
    while pending:
        module = pending.pop(0)
        if module in found:
            continue
        source = finders.find(module)
        if source is None:
            raise FileNotFoundError(module)
        folder = posixpath.dirname(module)
        found[module] = True
        text = Path(source).read_text()
        pending += [posixpath.normpath(f"{folder}/{name}") for name in _IMPORT.findall(text)]
    return tuple(found)
