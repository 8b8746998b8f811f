"""Reduces a text to its skeleton: texts with the same one can be mistaken for each other.

In the table, the letters of each line look like the Latin letter that begins it. Latin letters
(ɑ, ø, ᴀ) are recognized by their Unicode names, and what NFKC changes (ａ, 𝐚, ①) isn't listed.
"""

import re
import unicodedata

LOOKALIKES = """
a а А α Α Ꭺ ꓮ ɑ ª
b в В ь Β β Ᏼ ꓐ
c с С ϲ Ꮯ ꓚ
d ԁ Ԁ ꓓ Ꭰ
e е Е є Є ε Ε Ꭼ ꓰ
f ϝ ꓝ
g Ꮐ ꓖ ց 9 q
h н Н һ Һ Η Ꮋ Ꮒ հ Հ ꓧ
i і І ї Ї ι Ι ı Ꭵ ꓲ ӏ Ӏ 1 l | ! ǀ
j ј Ј Ꭻ ꓙ յ
k к К κ Κ Ꮶ ꓗ
l Լ Ꮮ ꓡ
m м М μ Μ Ꮇ ꓟ
n п П η ո Ν ꓠ и И
o о О ο Ο σ օ Օ ꓳ 0 ө
p р Р ρ Ρ Ꮲ ꓑ
q ԛ Ԛ զ
r г ґ ꓣ Ꮢ
s ѕ Ѕ Տ Ꮪ ꓢ 5 $ ʂ
t т Т τ Τ Ꭲ ꓔ 7
u υ ս Ս ц ꓴ ʊ
v ν ѵ Ѵ Ꮩ ꓦ
w ѡ ш Ш ԝ Ԝ ω Ꮃ ꓪ
x х Х χ Χ ꓫ
y у У ү Ү γ Υ Ꮍ ꓬ
z Ζ Ꮓ ꓜ ζ
e 3 з З
a 4 @
b 8
"""
FOLD = {
    ord(lookalike): letters[0]
    for letters in map(str.split, LOOKALIKES.strip().splitlines())
    for lookalike in letters[1:]
}
# LATIN SMALL LETTER O WITH STROKE, LATIN LETTER SMALL CAPITAL A, LATIN SMALL LETTER OPEN E
LATIN = re.compile(r"LATIN (?:[A-Z]+ )*LETTER (?:[A-Z]{2,} )*([A-Z])(?: WITH .+)?")
PAIRS = {"rn": "m", "vv": "w"}


def skeleton(text: str) -> str:
    """The text with look-alikes replaced by lower-case Latin letters, without accents, and with
    repeated letters reduced to one."""
    bare = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in bare if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    # Before the case is folded (Η looks like H, η like n), and after.
    folded = bare.translate(FOLD).casefold().translate(FOLD)
    folded = "".join(map(_latin, folded))
    for pair, letter in PAIRS.items():
        folded = folded.replace(pair, letter)
    return squeeze(folded)


def squeeze(text: str) -> str:
    return re.sub(r"(\w)\1+", r"\1", text)


def _latin(character: str) -> str:
    if character.isascii():
        return character
    found = LATIN.fullmatch(unicodedata.name(character, ""))
    return found[1].lower().translate(FOLD) if found else character
