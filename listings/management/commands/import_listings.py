import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from accounts.email_addresses import normalize_address
from accounts.models import User
from listings.importers import FORMATS
from listings.importers.loader import Loader
from listings.importers.row import ImportedListing, RefusedRow, Row, UnreadableFile

DEFAULT_OWNER, DEFAULT_OWNER_NAME = "imports@localhost", "Imported listings"


class Command(BaseCommand):
    help = "Imports listings from a file. Importing it again updates them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=sorted(FORMATS), default="uci")
        parser.add_argument(
            "--owner",
            metavar="EMAIL",
            help=f"the lister; by default {DEFAULT_OWNER}, which is created",
        )

    def handle(self, *, file: Path, format: str, owner: str | None, **options: Any) -> None:
        source = FORMATS[format]
        try:
            lines = source.count_lines(file)
            loader = Loader(source.NAME, lister_of(owner), take_over=bool(owner))
            refused = self._import(loader, source.read(file), lines)
        except UnreadableFile as reason:
            raise CommandError(str(reason)) from reason
        counts = f"imported {loader.imported}, updated {loader.updated}, refused {refused}"
        self.stdout.write(counts)

    def _import(self, loader: Loader, rows: Iterable[Row], lines: int) -> int:
        """Prints a line for each refused row, and returns their number."""
        refused = 0

        def accepted() -> Iterator[ImportedListing]:
            nonlocal refused
            bar = tqdm(rows, total=lines, unit=" rows", disable=not sys.stderr.isatty())
            for row in bar:
                if isinstance(row.outcome, RefusedRow):
                    refused += 1
                    with bar.external_write_mode():
                        self.stderr.write(f"row {row.number}: {row.outcome}")
                else:
                    yield row.outcome

        loader.load(accepted())
        return refused


def lister_of(email: str | None) -> User:
    """The named owner, who must exist; by default the account of imports, which can't log in."""
    users = get_user_model().objects
    try:
        address = normalize_address(email or DEFAULT_OWNER)
    except ValidationError as error:
        raise CommandError(f"--owner: “{email}” isn't an email address") from error
    user = users.filter(email=address).first()
    if user is None and email:
        raise CommandError(f"--owner: nobody here has the email {email}")
    return user or users.create_user(DEFAULT_OWNER, name=DEFAULT_OWNER_NAME)
