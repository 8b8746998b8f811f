from allauth.account.internal.flows.email_verification_by_code import EmailVerificationProcess
from django import template
from django.conf import settings
from django.template import Context
from pictures.models import PictureFieldFile

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
def address_to_confirm(context: Context) -> str:
    """The address whose confirmation code this browser is asked for; empty without one."""
    process = EmailVerificationProcess.resume(context["request"])
    return process.email if process else ""


@register.simple_tag
def contact_email() -> str:
    """The address for questions about the site; empty if the operator hasn't set it."""
    return settings.CONTACT_EMAIL


@register.simple_tag
def optional_emails() -> list[subscriptions.EmailKind]:
    """The kinds of emails that users can unsubscribe from."""
    return list(subscriptions.KINDS.values())


@register.filter
def photo_url(photo: PictureFieldFile, width: int) -> str:
    """The URL of the smallest copy of a user's photo that is at least `width` pixels wide, or else
    of the photo itself."""
    [sources] = photo.aspect_ratios.values()
    copies = sorted(sources["WEBP"].items())
    wide_enough = [picture for pixels, picture in copies if pixels >= width]
    url: str = wide_enough[0].url if wide_enough else photo.url
    return url
