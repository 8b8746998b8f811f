from django import template

register = template.Library()


@register.simple_tag
def facet_of(facets, name: str, value: str):
    """The facet that counts this choice, or None for a choice that isn't counted."""
    found = (facet for facet in facets or () if (facet.name, facet.value) == (name, value))
    return next(found, None)
