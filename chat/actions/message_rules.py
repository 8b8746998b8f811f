"""Validates the text of a message and the emoji of a reaction, for the socket and for forms."""

import unicodedata

from chat.errors import Invalid, TooLong
from chat.models import Message

# Pictographs, skin tones, joiners and variation selectors.
_EMOJI_CATEGORIES = {"So", "Sk", "Mn", "Me", "Cf"}


def check_body(body: str, *, has_files: bool = False) -> None:
    """Raises Invalid or TooLong. A valid body is stored and sent unchanged. It may be empty if the
    message has files."""
    if not body and not has_files:
        raise Invalid("A message needs at least one character.")
    if len(body) > Message.MAX_LENGTH:
        raise TooLong(f"A message can have at most {Message.MAX_LENGTH:,} characters.")
    if "\0" in body:
        raise Invalid("A message can’t contain a NUL character.")
    try:
        body.encode()
    except UnicodeEncodeError as error:
        raise Invalid("A message can’t contain an incomplete character.") from error


def check_emoji(emoji: str) -> None:
    """Raises Invalid."""
    categories = [unicodedata.category(character) for character in emoji]
    if len(emoji) > 16 or "So" not in categories or not _EMOJI_CATEGORIES.issuperset(categories):
        raise Invalid("A reaction is one emoji.")
