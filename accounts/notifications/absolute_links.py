"""Absolute links for emails: they start with the site's own address, never with a request's Host.

If ALLOWED_HOSTS has a wildcard, visitors can choose the Host, and a link that resets a password
must not lead to a host of theirs. SITE_URL is set or derived from a name in ALLOWED_HOSTS (see
`environment.site`).
"""

import logging
from urllib.parse import urlsplit

from django.conf import settings

from accounts.notifications.email_job import EmailUnavailable

log = logging.getLogger(__name__)


class AddressUnknown(EmailUnavailable):
    """An email needs a link, and SITE_URL is unknown."""


def site_url() -> str:
    """`https://example.com`, without a slash at its end. Raises AddressUnknown."""
    if not settings.SITE_URL:
        reason = "SITE_URL: is not set, and ALLOWED_HOSTS names no host to link to"
        log.error("an email was not sent. %s", reason)
        raise AddressUnknown(reason)
    return settings.SITE_URL.rstrip("/")


def absolute(url: str) -> str:
    """The absolute URL of a path. Of a URL that was built from a request, only the path is kept.
    Raises AddressUnknown."""
    return site_url() + urlsplit(url)._replace(scheme="", netloc="").geturl()
