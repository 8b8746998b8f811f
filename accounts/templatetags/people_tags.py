from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from django import template
from django.conf import settings
from django.urls import reverse

from accounts.notifications import subscriptions
from accounts.verified_students import is_university_address

register = template.Library()

register.filter("is_university", is_university_address)


@register.simple_tag
def university_addresses() -> str:
    """The endings of addresses that make a verified student: `@example.edu or .example.edu`."""
    patterns = [name for name in settings.UNIVERSITY_DOMAINS if not name.startswith("!")]
    return " or ".join(
        pattern.removeprefix("*") if pattern.startswith("*.") else f"@{pattern}"
        for pattern in patterns
    )


@register.simple_tag
def university_exceptions() -> str:
    """The endings of addresses that are an exception to that; may be empty."""
    patterns = settings.UNIVERSITY_DOMAINS
    return " or ".join(f"@{name[1:]}" for name in patterns if name.startswith("!"))


@register.simple_tag(takes_context=True)
def address_to_confirm(context) -> str:
    """The address whose confirmation code this browser is asked for; empty without one."""
    process = EmailVerificationProcess.resume(context["request"])
    return process.email if process else ""


@register.simple_tag
def contact_email() -> str:
    """Whom to write to about the site; empty where the operator hasn't said."""
    return settings.CONTACT_EMAIL


@register.simple_tag
def mail_kinds() -> list:
    """The emails that one may do without."""
    return list(subscriptions.KINDS.values())


@register.filter
def portrait(photo, width: int) -> str:
    """The URL of a person's photo, at least `width` pixels wide where it is that large."""
    [sources] = photo.aspect_ratios.values()
    widths = sorted(sources["WEBP"].items())
    fitting = [picture for pixels, picture in widths if pixels >= width]
    return fitting[0].url if fitting else photo.url


@register.simple_tag(takes_context=True)
def comes_back(context, name: str) -> str:
    """The URL of logging in or signing up that leads back to the page one is on.

    Between these two it hands on where one came from.
    """
    request = context.get("request")
    if request is None:
        return reverse(name)
    match = request.resolver_match
    if match and (match.url_name or "").startswith("account_"):
        came_from = request.POST.get("next") or request.GET.get("next")
    else:
        came_from = request.get_full_path()
    return reverse(name, query={"next": came_from} if came_from else None)
