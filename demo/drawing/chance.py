"""Repeatable chance."""

from random import Random


def seeded(words: str) -> Random:
    """The same words give the same choices on every machine."""
    return Random(words)  # noqa: S311, these pictures hold no secret
