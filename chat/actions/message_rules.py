"""What may be said: the same for the socket and for the form."""

import unicodedata

from chat.errors import Invalid, TooLong
from chat.models import Message

# Pictographs, their skin tones, joiners and variation selectors.
_EMOJI_CATEGORIES = {"So", "Sk", "Mn", "Me", "Cf"}


def check_body(body: str, *, has_files: bool = False):
    """Raises Invalid or TooLong. A body that passes is stored and sent back to the letter; what
    carries files may have none."""
    if not body and not has_files:
        raise Invalid("A message needs at least one character.")
    if len(body) > Message.MAX_LENGTH:
        raise TooLong(f"A message has at most {Message.MAX_LENGTH:,} characters.")
    if "\0" in body:
        raise Invalid("A message can't hold a NUL character.")
    try:
        body.encode()
    except UnicodeEncodeError as error:
        raise Invalid("A message can't hold half a character.") from error


def check_emoji(emoji: str):
    categories = [unicodedata.category(character) for character in emoji]
    if len(emoji) > 16 or "So" not in categories or not _EMOJI_CATEGORIES.issuperset(categories):
        raise Invalid("A reaction is one emoji.")
