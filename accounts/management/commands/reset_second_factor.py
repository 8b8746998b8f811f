from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.authentication.second_factor import reset_second_factor


class Command(BaseCommand):
    help = "Remove the second factor of a user who lost their device and recovery codes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that the person logs in with")

    def handle(self, *args, email: str, **options) -> None:
        user = get_user_model().objects.filter(email=email.lower()).first()
        if user is None:
            raise CommandError(f"Nobody logs in as {email}.")
        if not reset_second_factor(user):
            raise CommandError(f"{email} has no second factor.")
        self.stdout.write(f"{email} sets up a new second factor after the next login.")
