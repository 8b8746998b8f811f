"""The script (Latin, Arabic ...) of letters, as far as names need it.

Python's Unicode tables have no script property, but the name of every letter begins with its
script. Scripts that no living community writes aren't listed, so their letters are refused: their
only use here would be to look like another letter.
"""

import unicodedata

# A script of which only a few letters look like Latin ones may stand beside Latin in a name
# (李小龙 Bruce). One that looks like it throughout may not (UTS 39, "moderately restrictive").
LOOKS_LATIN = {"CYRILLIC", "GREEK", "CHEROKEE", "LISU", "ARMENIAN"}
# Scripts that are written together are one here.
EAST_ASIAN = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"}
EAST_ASIAN |= {"IDEOGRAPHIC"}
# Those in which a joiner (U+200C, U+200D) between two letters changes how a word is written.
JOINING = {"ARABIC", "SYRIAC", "MONGOLIAN", "NKO", "DEVANAGARI", "BENGALI", "GURMUKHI", "GUJARATI"}
JOINING |= {"ORIYA", "TAMIL", "TELUGU", "KANNADA", "MALAYALAM", "SINHALA", "MYANMAR", "KHMER"}
OTHERS = {"HEBREW", "THAI", "LAO", "TIBETAN", "GEORGIAN", "ETHIOPIC", "THAANA", "TIFINAGH"}
OTHERS |= {"ADLAM", "CANADIAN", "VAI"}
KNOWN = {"LATIN", "EAST ASIAN"} | LOOKS_LATIN | JOINING | OTHERS


def script_of(character: str) -> str | None:
    """The script of a letter; None for one of a script that isn't in use."""
    script = unicodedata.name(character, "").partition(" ")[0]
    script = "EAST ASIAN" if script in EAST_ASIAN else script
    # Modifier letters, such as the apostrophe ʻ of Hawaiian names, belong to Latin.
    script = "LATIN" if script == "MODIFIER" else script
    return script if script in KNOWN else None


def takes_joiner(character: str) -> bool:
    return unicodedata.name(character, "").partition(" ")[0] in JOINING


def is_letter(character: str) -> bool:
    return unicodedata.category(character).startswith("L")


def is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")
