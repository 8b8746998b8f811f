from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.management.site_url import require_site_url
from listings.expiry import job


class Command(BaseCommand):
    help = (
        "Asks listers whether their listings are still available, and hides those that have ended "
        "or aren't confirmed. Safe to run at any time, twice and at once."
    )

    def handle(self, **options: Any) -> None:
        require_site_url()
        try:
            outcome = job.run()
        except OSError as error:
            raise CommandError(f"the mail server can't be reached: {error}") from error
        self.stdout.write(
            f"asked {outcome.asked}, hidden {outcome.hidden}, notified {outcome.notified}, "
            f"failed {outcome.failed}"
        )
        if outcome.failed:
            raise CommandError(f"failed emails: {outcome.failed}; the next run tries again")
