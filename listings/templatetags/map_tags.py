from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def map_source() -> SafeString:
    """The attributes that js/map/campus-map.js reads from its element."""
    return format_html(
        'data-ground="{}" data-tiles="{}" data-attribution="{}"',
        static("map/ground.json"),
        settings.MAP_TILES_URL,
        settings.MAP_ATTRIBUTION,
    )
