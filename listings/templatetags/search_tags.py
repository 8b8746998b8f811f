from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from listings.models import SavedSearch
from listings.search.criteria import Search
from listings.search.facets import Facet

register = template.Library()

OUT_OF_BAND = mark_safe(' hx-swap-oob="true"')


@register.simple_tag
def facet(facets: dict[tuple[str, str], Facet] | None, name: str, value: str) -> str:
    """How many results a choice would leave; empty for a choice that isn't counted."""
    found = facets.get((name, value)) if facets else None
    return facet_count(found) if found else ""


@register.simple_tag
def facet_count(facet: Facet, out_of_band: bool = False) -> SafeString:
    """`out_of_band`: for htmx to replace the same count elsewhere on the page."""
    return format_html(
        '<span class="facet" id="facet-{}-{}"{}>{}{}</span>',
        facet.name,
        facet.value.replace(".", ""),
        OUT_OF_BAND if out_of_band else "",
        facet.count,
        "+" if facet.is_capped else "",
    )


@register.simple_tag(takes_context=True)
def saved_search(context: Context, search: Search) -> SavedSearch | None:
    """The viewer's saved search that equals this search, or None."""
    user = context["request"].user
    if not user.is_authenticated:
        return None
    return user.saved_searches.filter(query=search.without("sort").query()).first()


@register.inclusion_tag("listings/alert_count.html", takes_context=True)
def alert_count(context: Context) -> dict[str, int]:
    """How many alerts the viewer hasn't seen; scripts keep it current."""
    return {"count": context["user"].alerts.unseen().count()}
