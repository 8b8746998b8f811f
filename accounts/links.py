"""Links that leave the site in mails: they lead to its own address, whatever a request says.

The Host of a request is a visitor's choice wherever ALLOWED_HOSTS has a wildcard, and a link that
resets a password must lead nowhere else. A site with one exact name always knows its address (see
`environment.site`), so no request is ever asked.
"""

import logging
from urllib.parse import urlsplit

from django.conf import settings

from accounts.mailing import MailAway

log = logging.getLogger(__name__)


class AddressUnknown(MailAway):
    """A mail needs a link, and SITE_URL is unknown."""


def site_url() -> str:
    """`https://example.com`, without a slash at its end. Raises AddressUnknown."""
    if not settings.SITE_URL:
        reason = "SITE_URL: is not set, and ALLOWED_HOSTS names no host to link to"
        log.error("a mail was not sent. %s", reason)
        raise AddressUnknown(reason)
    return settings.SITE_URL.rstrip("/")


def absolute(url: str) -> str:
    """A path of this site, or an address that was made from a request, at the site's own address.
    Raises AddressUnknown."""
    return site_url() + urlsplit(url)._replace(scheme="", netloc="").geturl()
