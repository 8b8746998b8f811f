from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.authentication.second_factor import reset_second_factor
from accounts.models import User


class Command(BaseCommand):
    help = "Turn off two-factor authentication for a user who lost their device and recovery codes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that the user logs in with")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"Nobody logs in as {email}.")
        if not reset_second_factor(user):
            raise CommandError(f"{email} doesn't use two-factor authentication.")
        self.stdout.write(
            f"Two-factor authentication is off for {email}. Staff pages ask for a new app."
        )
