from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.management.site_url import require_site_url
from chat.notifications import invitation_job, unread_job


class Command(BaseCommand):
    help = (
        "Emails people who are away about their unread messages, once for a run of messages, and "
        "sends the emails about invitations that weren't sent right away. "
        "Safe to run at any time, repeatedly and concurrently."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        require_site_url()
        try:
            invited, failed_invitations = invitation_job.send()
            emailed, failed = unread_job.send()
        except OSError as error:
            raise CommandError(f"the mail server can't be reached: {error}") from error
        failed += failed_invitations
        self.stdout.write(f"emailed {emailed}, invited {invited}, failed {failed}")
        if failed:
            raise CommandError(f"failed emails: {failed}; the next run tries again")
