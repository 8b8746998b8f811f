from django.core.management.base import BaseCommand, CommandError

from accounts.management.site_url import require_site_url
from listings.alerts import creation
from listings.notifications import alert_job


class Command(BaseCommand):
    help = (
        "Tells people of places that fit their saved searches and of rents that went down, in the "
        "app and by email, each once. Safe to run at any time, twice and at once."
    )

    def handle(self, **options):
        alerts = creation.tell_all()
        require_site_url()
        try:
            mailed, failed = alert_job.send()
        except OSError as error:
            raise CommandError(f"the mail server can't be reached: {error}") from error
        self.stdout.write(f"alerts {alerts}, mailed {mailed}, failed {failed}")
        if failed:
            raise CommandError(f"{failed} are mailed by the next run, if the mail server takes it")
