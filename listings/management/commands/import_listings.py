import sys
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.email_addresses import normalize_address
from listings.importers import FORMATS
from listings.importers.loader import Loader
from listings.importers.row import RefusedRow, UnreadableFile

OWNER, OWNER_NAME = "imports@localhost", "Imported listings"


class Command(BaseCommand):
    help = "Imports listings from a file; the same file again updates rather than doubles."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=sorted(FORMATS), default="uci")
        parser.add_argument(
            "--owner", metavar="EMAIL", help=f"whose listings they are; else {OWNER}, made once"
        )

    def handle(self, *, file, format, owner, **options):
        source = FORMATS[format]
        try:
            lines = source.count_lines(file)
            loader = Loader(source.NAME, lister_of(owner), take_over=bool(owner))
            refused = self._import(loader, source.read(file), lines)
        except UnreadableFile as reason:
            raise CommandError(str(reason)) from reason
        counts = f"imported {loader.imported}, updated {loader.updated}, refused {refused}"
        self.stdout.write(counts)

    def _import(self, loader, rows, lines) -> int:
        """Returns how many rows were refused, each with a line."""
        refused = 0

        def taken():
            nonlocal refused
            bar = tqdm(rows, total=lines, unit=" rows", disable=not sys.stderr.isatty())
            for row in bar:
                if isinstance(row.outcome, RefusedRow):
                    refused += 1
                    with bar.external_write_mode():
                        self.stderr.write(f"row {row.number}: {row.outcome}")
                else:
                    yield row.outcome

        loader.load(taken())
        return refused


def lister_of(email: str | None):
    """The owner named, who must exist; else the account that holds imports and can't log in."""
    people = get_user_model().objects
    try:
        address = normalize_address(email or OWNER)
    except ValidationError as error:
        raise CommandError(f"--owner: “{email}” isn't an email address") from error
    person = people.filter(email=address).first()
    if person is None and email:
        raise CommandError(f"--owner: nobody here has the email {email}")
    return person or people.create_user(OWNER, name=OWNER_NAME)
