from django import template
from django.conf import settings

from accounts.verification import is_university_address

register = template.Library()

register.filter("is_university", is_university_address)


@register.simple_tag
def university_addresses() -> str:
    """How an address ends that makes a verified student: `@u.northwestern.edu`, or one more."""
    return " or ".join(f"@{domain}" for domain in settings.UNIVERSITY_DOMAINS)


@register.filter
def portrait(photo, width: int) -> str:
    """The URL of a person's photo, at least `width` pixels wide where it is that large."""
    [sources] = photo.aspect_ratios.values()
    widths = sorted(sources["WEBP"].items())
    fitting = [picture for pixels, picture in widths if pixels >= width]
    return fitting[0].url if fitting else photo.url
