from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def aria_current(context: Context, page: str, *others: str) -> SafeString | str:
    """The `aria-current` attribute of a link to the view `page`: "page" on that page, "true" on
    `others`, which belong to the same section. `chat:` stands for every view of the chat."""
    match = getattr(context.get("request"), "resolver_match", None)
    name = match.view_name if match else ""
    if name == page:
        return format_html(' aria-current="{}"', "page")
    belongs = any(
        name.startswith(other) if other.endswith(":") else name == other for other in others
    )
    return format_html(' aria-current="{}"', "true") if belongs else ""


@register.simple_tag(takes_context=True)
def url_with_next(context: Context, name: str) -> str:
    """The URL of the login or sign-up page, with `next` leading back to the current page.

    On the account pages themselves, it keeps their own `next`.
    """
    request = context.get("request")
    if request is None:
        return reverse(name)
    match = request.resolver_match
    if match and (match.url_name or "").startswith("account_"):
        next_url = request.POST.get("next") or request.GET.get("next")
    else:
        next_url = request.get_full_path()
    return reverse(name, query={"next": next_url} if next_url else None)
