"""The modules that a script imports, named at once: else a browser finds them one layer after the
other, and each layer costs a way there and back."""

import posixpath
import re
from functools import cache
from pathlib import Path

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html_join

register = template.Library()

_IMPORT = re.compile(r"""^(?:import|export)\b[^;"'()]*["'](\.[^"']+)["']""", re.MULTILINE)


@register.simple_tag
def modulepreload(*paths: str) -> str:
    """A link for each of these modules and for all that they import, under the names that they
    are served by."""
    modules = dict.fromkeys(module for path in paths for module in modules_of(path))
    links = ((static(module),) for module in modules)
    return format_html_join("\n  ", '<link rel="modulepreload" href="{}">', links)


def modules_of(path: str) -> tuple[str, ...]:
    return _read(path) if settings.DEBUG else _modules_of(path)


@cache
def _modules_of(path: str) -> tuple[str, ...]:
    return _read(path)


def _read(path: str) -> tuple[str, ...]:
    found, waiting = {}, [path]
    while waiting:
        module = waiting.pop(0)
        if module in found:
            continue
        source = Path(finders.find(module)).read_text()
        folder = posixpath.dirname(module)
        found[module] = True
        waiting += [posixpath.normpath(f"{folder}/{name}") for name in _IMPORT.findall(source)]
    return tuple(found)
