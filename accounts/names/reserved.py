"""Words that would make a person look like the site, its staff or the university."""

import re

from accounts.names.lookalikes import skeleton, squeeze

# Reserved as whole words, also when split in two: "ad min".
TITLES = ["admin", "admins", "administrator", "administrators", "administration", "sysadmin"]
TITLES += ["support", "moderator", "moderators", "moderation", "mod team", "staff", "official"]
TITLES += ["helpdesk", "security", "verified", "verification", "police", "webmaster"]
TITLES += ["postmaster", "noreply", "customer service", "trust safety", "trust and safety"]
TITLES += ["help center", "customer care", "trust team", "safety team"]
TITLES += ["админ", "администратор", "модератор", "поддержка", "soporte", "administrador"]
TITLES += ["管理员", "客服", "官方"]
# Reserved inside longer words, too: "supportteam".
WITHIN = ["support", "administrator", "moderator", "official", "verified", "helpdesk", "security"]
SITE = ["nuhousing"]
INSTITUTIONS = ["northwestern", "university", "college", "campus", "residential services"]
INSTITUTIONS += ["residential life", "housing office", "dean of students", "nu team"]
# Together with a title they make a conversation look official: "Northwestern support".
OFFICES = [*INSTITUTIONS, "nu", "site", "system", "account", "housing", "customer"]


def words_of(text: str) -> list[str]:
    """The words of the text's skeleton. Single letters in a row, such as "a d m", are one word."""
    words: list[str] = []
    alone = False
    for word in re.findall(r"[^\W_]+", skeleton(text)):
        if len(word) == 1 and alone:
            words[-1] += word
        else:
            words.append(word)
        alone = len(word) == 1
    return words


def _skeletons(texts: list[str]) -> set[str]:
    return {skeleton(text.replace(" ", "")) for text in texts}


_TITLES, _WITHIN, _SITE = _skeletons(TITLES), _skeletons(WITHIN), _skeletons(SITE)
_INSTITUTIONS, _OFFICES = _skeletons(INSTITUTIONS), _skeletons(OFFICES)


def names_site(text: str) -> bool:
    together = squeeze("".join(words_of(text)))
    return any(name in together for name in _SITE)


def has_title(text: str) -> bool:
    words = words_of(text)
    return _has(words, _TITLES) or any(title in word for word in words for title in _WITHIN)


def names_institution(text: str) -> bool:
    return _has(words_of(text), _INSTITUTIONS)


def names_office(text: str) -> bool:
    return _has(words_of(text), _OFFICES)


def _has(words: list[str], reserved: set[str]) -> bool:
    """Whether a reserved word is one of the words, or some of them in a row joined together."""
    ends = range(1, len(words) + 1)
    runs = (squeeze("".join(words[start:end])) for end in ends for start in range(end))
    return any(run in reserved for run in runs)
