"""The rules for names: how they are cleaned, and what makes one invalid."""

import re
import unicodedata

from django.core.exceptions import ValidationError

from accounts.names import reserved
from accounts.names.scripts import LOOKS_LATIN, is_letter, is_mark, script_of, takes_joiner

JOINERS = "\u200c\u200d"
# Invisible letters and marks (Default_Ignorable_Code_Point, UAX 44): the combining grapheme joiner,
# Hangul fillers, Khmer inherent vowels, Mongolian selectors.
INVISIBLE = {*"\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"}
MAX_MARKS = 4  # in a row; Hebrew and Thai take three
MAX_DIGITS = 3  # in a person's name
DIGITS_OF_A_PHONE = 7  # without area code

# Names appear in emails, and mail programs turn even `evil.example` into a link; J.R. Smith is a
# name. After a space, only endings that aren't surnames count: Ana B. Ly is a name.
ENDINGS = "com|net|org|edu|gov|info|biz|app|xyz"
LINK = re.compile(
    rf"://|@|www\.|\w[.。]+[^\W\d_]{{2}}|[.。·•∙][\s)\]}}]*(?:{ENDINGS})\b|\W(?:dot|punkt)\W+(?:{ENDINGS})\b",
    re.IGNORECASE,
)
YEARS = re.compile(r"\b20\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?\b")
# Letters that look like digits count too, as long as most are digits.
PHONE = re.compile(rf"(?:[\doil][\W_]*){{{DIGITS_OF_A_PHONE},}}", re.IGNORECASE)

NO_LETTERS = "Write a name with letters in it."
NO_LINK = "Write just a name, without a link or an address. Put a space after a dot."
NO_PHONE = "Write just a name, without a phone number. People can message you here."
ODD_LETTERS = "Use the letters of one alphabet, without characters that look like others."
NO_SYMBOLS = "Write just a name, without symbols."
RESERVED = "This name looks like NU Housing or the university. Choose another one."


def clean_name(text: str) -> str:
    """One line in the form NFKC. Invisible characters are dropped, except joiners that belong to a
    word, as in علی‌رضا."""
    # NFKC would turn an acute accent, which people type as an apostrophe, into a space and a mark.
    text = unicodedata.normalize("NFKC", text.replace("\u00b4", "'"))
    visible: list[str] = []
    for index, character in enumerate(text):
        category = unicodedata.category(character)
        if character in JOINERS:
            around = [*visible[-1:], *text[index + 1 : index + 2]]
            if len(around) == 2 and all(takes_joiner(each) for each in around):
                visible.append(character)
        elif category in ("Cc", "Zl", "Zp"):
            visible.append(" ")
        elif not category.startswith("C") and not _is_invisible(character):
            visible.append(character)
    return " ".join("".join(visible).split())


def check_person_name(name: str) -> None:
    """Raises ValidationError with what to change."""
    _check_any_name(name)
    if sum(c.isdigit() for c in name) > MAX_DIGITS:
        raise ValidationError(NO_PHONE, code="digits")
    if any(unicodedata.category(c).startswith("S") and c not in "+`" for c in name):
        raise ValidationError(NO_SYMBOLS, code="symbols")
    if reserved.has_title(name) or reserved.names_institution(name):
        raise ValidationError(RESERVED, code="reserved")


def check_conversation_name(name: str) -> None:
    """Allows more than for people: years, house numbers, and words such as "security deposit".
    Raises ValidationError with what to change."""
    _check_any_name(name)
    if reserved.has_title(name) and reserved.names_office(name):
        raise ValidationError(RESERVED, code="reserved")


def _check_any_name(name: str) -> None:
    if name and not any(map(is_letter, name)):
        raise ValidationError(NO_LETTERS, code="no_letters")
    if LINK.search(name):
        raise ValidationError(NO_LINK, code="link")
    phones = PHONE.finditer(YEARS.sub(" x ", _with_digits(name)))
    if any(sum(c.isdigit() for c in found[0]) >= DIGITS_OF_A_PHONE - 2 for found in phones):
        raise ValidationError(NO_PHONE, code="digits")
    if not _has_plain_letters(name):
        raise ValidationError(ODD_LETTERS, code="letters")
    if reserved.names_site(name):
        raise ValidationError(RESERVED, code="reserved")


def _with_digits(name: str) -> str:
    """The name with every digit as an ASCII one, such as ❽ and 八 as 8."""
    values = ((c, unicodedata.numeric(c, -1)) for c in name)
    return "".join(str(int(value)) if value in range(10) else c for c, value in values)


def _has_plain_letters(name: str) -> bool:
    """Whether each word is in one script, and no two scripts of the name have similar letters."""
    words = re.split(r"[\s\-‐-―/&+,.()]+", name)
    scripts = [{script_of(c) for c in word if is_letter(c)} for word in words]
    if None in set().union(*scripts) or any(len(found) > 1 for found in scripts):
        return False
    used = set().union(*scripts)
    if len(used) > 1 and used & LOOKS_LATIN:
        return False
    marks = "".join("m" if is_mark(c) else "l" for c in name)
    return not marks.startswith("m") and "m" * (MAX_MARKS + 1) not in marks


def _is_invisible(character: str) -> bool:
    is_variation_selector = "\ufe00" <= character <= "\ufe0f" or character >= "\U000e0100"
    return is_variation_selector or character in INVISIBLE
