from typing import Any

from django.core.management.base import BaseCommand

from accounts import purging
from accounts.rate_limits import buckets
from chat.actions import attachments

PURGES = {
    "sessions": purging.delete_expired_sessions,
    "confirmations": purging.delete_expired_confirmations,
    "unconfirmed accounts": purging.delete_unconfirmed_accounts,
    "rate limits": buckets.delete_full,
    "uploads": attachments.delete_abandoned,
}


class Command(BaseCommand):
    help = (
        "Deletes what has expired: sessions, email confirmations, accounts that were never "
        "confirmed, rate limits, and uploads that were never sent. Safe to run at any time, "
        "repeatedly and concurrently."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = (f"{name} {purge()}" for name, purge in PURGES.items())
        self.stdout.write(f"deleted: {', '.join(deleted)}")
