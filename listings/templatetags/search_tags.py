from django import template

register = template.Library()


@register.simple_tag
def facet_of(facets, name: str, value: str):
    """The facet that counts this choice, or None for a choice that isn't counted."""
    found = (facet for facet in facets or () if (facet.name, facet.value) == (name, value))
    return next(found, None)


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
