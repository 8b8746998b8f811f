"""The template tag `{% lucide "heart" size=20 %}` of the package lucide, with a cache: it parses
and writes XML, and a page has fifty icons."""

from functools import cache

from django import template
from lucide.templatetags import lucide

register = template.Library()
register.simple_tag(cache(lucide.lucide), name="lucide")
