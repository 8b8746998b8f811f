from django.conf import settings
from django.core.management.base import CommandError


def require_site_url() -> None:
    """For commands that send mail: they have no request to take the site's address from. Raises
    CommandError where none is known."""
    if not settings.SITE_URL:
        raise CommandError(
            "SITE_URL: is not set, and ALLOWED_HOSTS names no host that links in mails could lead "
            "to. Set SITE_URL=https://your-domain; on Heroku "
            "`heroku labs:enable runtime-dyno-metadata` and the next deploy set it for you."
        )
