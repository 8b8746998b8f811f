from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

APART = mark_safe(' hx-swap-oob="true"')


@register.simple_tag
def facet(facets, name: str, value: str):
    """How many a choice would leave; nothing beside a choice that isn't counted."""
    found = facets.get((name, value)) if facets else None
    return counted(found) if found else ""


@register.simple_tag
def counted(facet, apart: bool = False):
    """`apart`: for a script that swaps it in where it stands."""
    return format_html(
        '<span class="facet" id="facet-{}-{}"{}>{}{}</span>',
        facet.name,
        facet.value.replace(".", ""),
        APART if apart else "",
        facet.count,
        "+" if facet.is_capped else "",
    )


@register.simple_tag(takes_context=True)
def saved_search(context, search):
    """This search as the viewer saved it, or None."""
    user = context["request"].user
    if not user.is_authenticated:
        return None
    return user.saved_searches.filter(query=search.without("sort").query()).first()


@register.inclusion_tag("listings/alert_count.html", takes_context=True)
def alert_count(context):
    """How much is new to the person who looks at the page; scripts keep it live."""
    return {"count": context["user"].alerts.unseen().count()}
