"""Cleans the text of a row."""

import html
import re
import unicodedata

from django.utils.text import Truncator

TAG = re.compile(r"<[a-zA-Z/!][^<>]{0,200}>")
UNIT = re.compile(
    r"[,\s]+(?:(?:apartment|apt|unit|suite|ste)\b\.?\s+#?|#\s*)(?P<unit>[\w-]{1,12})$", re.I
)
# One address has a telephone number beside the house number.
TELEPHONE = re.compile(r"\s*\(?\d{3}\)?[ .-]\d{3}-\d{4}\)?")

# Where the data set has run two sentences of a form together.
SEAM = re.compile(
    r"(?<=[\w.])\s*(?=Monthly rental rates range from|We have [\w\s-]{1,40} units? available)"
)
LIST = re.compile(r"\s*\b((?:Apartment|Community)[\w\s/]{0,24}(?:include|amenities)):-+\s*")
SENTENCE = re.compile(r"(?<=[a-z0-9)][.!?])\s+(?=[A-Z\"“])")
PARAGRAPH_LENGTH = 320  # after this many characters, a paragraph ends with its sentence


def known(cell: str) -> str:
    """The cell, or "" for "null" and "None"."""
    text = cell.strip()
    return "" if text in ("null", "None") else text


def clean(text: str) -> str:
    """One line without markup, control characters and doubled spaces."""
    text = TAG.sub(" ", html.unescape(text))
    text = "".join(" " if unicodedata.category(letter)[0] == "C" else letter for letter in text)
    return " ".join(text.split())


def title(text: str) -> str:
    return Truncator(clean(text)).chars(90, truncate="…")


def is_room(title: str) -> bool:
    return bool(re.match(r"(?:private |furnished )?(?:room|bedroom)\b", title, re.I))


def lease_kind(title: str) -> str:
    if re.search(r"\blease take ?over\b", title, re.I):
        return "takeover"
    return "sublet" if re.search(r"\bsub-?(?:lease|let)\b", title, re.I) else "lease"


def is_furnished(title: str) -> bool:
    """Not if it is only "semi" or "partly" furnished."""
    return bool(re.search(r"(?<!semi[ -])(?<!partly )(?<!partially )\bfurnished\b", title, re.I))


def address(text: str) -> tuple[str, str]:
    """Street address and unit, as long as Listing allows."""
    street = clean(TELEPHONE.sub("", text))
    unit = UNIT.search(street)
    if not unit:
        return street[:120], ""
    return street[: unit.start()][:120], unit["unit"]


def description(body: str, others: list[str]) -> str:
    """Paragraphs: the writer's own, or one every few sentences; then the `others`, amenities that
    Listing doesn't have."""
    paragraphs = []
    for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n")):
        for piece in SEAM.sub("\n", LIST.sub(r"\n\1: ", clean(part))).split("\n"):
            paragraphs += _by_sentences(piece.strip())
    if others:
        paragraphs.append(f"Also listed: {', '.join(map(clean, others))}.")
    return "\n\n".join(filter(None, paragraphs))[:5000]


def _by_sentences(text: str) -> list[str]:
    if re.match(r"(?:Apartment|Community)[^:]{0,40}: ", text):
        text = re.sub(r"- (?=\w)", ", ", text)
    paragraphs = [""]
    for sentence in SENTENCE.split(text):
        if len(paragraphs[-1]) > PARAGRAPH_LENGTH:
            paragraphs.append("")
        paragraphs[-1] = f"{paragraphs[-1]} {sentence}".strip()
    return paragraphs
