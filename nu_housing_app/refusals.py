"""Formats the refusal of a request: JSON for scripts, a notice on the page for htmx."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

# Shows the response above the page's content instead of where the request wanted to place it.
NOTICE_HEADERS = {"HX-Retarget": "#notices", "HX-Reswap": "innerHTML show:#notices:top"}


def as_json(code: str, detail: str, retry_after: int) -> dict[str, str | int]:
    """`retry_after` in seconds. The codes are those of the chat's socket."""
    return {"code": code, "detail": detail, "retry_after": retry_after}


def as_notice(detail: str) -> SafeString:
    return format_html('<p class="notice notice-error">{}</p>', detail)
