from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag(takes_context=True)
def here(context, page: str, *others: str):
    """The mark of a link to `page`, by the name of its view, on that page and on `others` which
    belong to it; `chat:` are all of the chat."""
    match = getattr(context.get("request"), "resolver_match", None)
    name = match.view_name if match else ""
    if name == page:
        return format_html(' aria-current="{}"', "page")
    belongs = any(
        name.startswith(other) if other.endswith(":") else name == other for other in others
    )
    return format_html(' aria-current="{}"', "true") if belongs else ""
