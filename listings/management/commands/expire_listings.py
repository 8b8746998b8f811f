from django.core.management.base import BaseCommand, CommandError

from accounts.management.site_url import require_site_url
from listings.expiry import job


class Command(BaseCommand):
    help = (
        "Asks listers whether their places still stand, and hides what is over or nobody speaks "
        "for. Safe to run at any time, twice and at once."
    )

    def handle(self, **options):
        require_site_url()
        try:
            outcome = job.go()
        except OSError as error:
            raise CommandError(f"the mail server can't be reached: {error}") from error
        self.stdout.write(", ".join(f"{what} {n}" for what, n in outcome._asdict().items()))
        if outcome.failed:
            raise CommandError(f"{outcome.failed} are told by the next run, if they can be")
