from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.management.site_url import require_site_url
from listings.alerts import creation
from listings.notifications import alert_job


class Command(BaseCommand):
    help = (
        "Alerts people to listings that match their saved searches and to lower rents of saved "
        "listings, in the app and by email, each once. Safe to run at any time, twice and at once."
    )

    def handle(self, **options: Any) -> None:
        alerts = creation.create_alerts()
        require_site_url()
        try:
            mailed, failed = alert_job.send_alert_emails()
        except OSError as error:
            raise CommandError(f"the mail server can't be reached: {error}") from error
        self.stdout.write(f"alerts {alerts}, mailed {mailed}, failed {failed}")
        if failed:
            raise CommandError(f"failed emails: {failed}; the next run tries again")
