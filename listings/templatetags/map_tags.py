from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def map_source():
    """The attributes that js/map/campus-map.js reads off the element it draws in."""
    return format_html(
        'data-ground="{}" data-tiles="{}" data-attribution="{}"',
        static("map/ground.json"),
        settings.MAP_TILES_URL,
        settings.MAP_ATTRIBUTION,
    )
