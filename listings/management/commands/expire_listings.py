from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from listings.freshness import rounds


class Command(BaseCommand):
    help = (
        "Asks listers whether their places still stand, and hides what is over or nobody speaks "
        "for. Safe to run at any time, twice and at once."
    )

    def handle(self, **options):
        if not settings.SITE_URL:
            raise CommandError("SITE_URL: is not set, and ALLOWED_HOSTS names no host to link to")
        try:
            outcome = rounds.go()
        except OSError as error:
            raise CommandError(f"the mail server can't be reached: {error}") from error
        self.stdout.write(", ".join(f"{what} {n}" for what, n in outcome._asdict().items()))
        if outcome.failed:
            raise CommandError(f"{outcome.failed} are told by the next run, if they can be")
