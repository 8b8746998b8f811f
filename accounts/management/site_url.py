from django.conf import settings
from django.core.management.base import CommandError


def require_site_url() -> None:
    """Raises CommandError if the site's address isn't known: emails with links can't be sent."""
    if not settings.SITE_URL:
        raise CommandError(
            "SITE_URL: is not set, and ALLOWED_HOSTS names no host that links in emails could lead "
            "to. Set SITE_URL=https://your-domain; on Heroku "
            "`heroku labs:enable runtime-dyno-metadata` and the next deploy set it for you."
        )
