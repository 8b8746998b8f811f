from django.core.management.base import BaseCommand, CommandError

from accounts.management.site_url import require_site_url
from chat.notifications import unread_job


class Command(BaseCommand):
    help = (
        "Emails people who are away about messages that wait for them, once for a run of them. "
        "Safe to run at any time, twice and at once."
    )

    def handle(self, **options):
        require_site_url()
        try:
            told, failed = unread_job.send()
        except OSError as error:
            raise CommandError(f"the mail server can't be reached: {error}") from error
        self.stdout.write(f"told {told}, failed {failed}")
        if failed:
            raise CommandError(f"{failed} are told by the next run, if the mail server takes it")
