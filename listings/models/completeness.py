"""What an offer still lacks before others may see it."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

TITLE_LEAST, DESCRIPTION_LEAST = 10, 30
OVER = "The last day has passed. Choose a later one."


def is_past(last_day: date | None) -> bool:
    return last_day is not None and last_day < timezone.localdate()


@dataclass(frozen=True)
class Gap:
    """Something to fill in: the step of the form that asks for it, and a sentence that says so."""

    step: str
    sentence: str


class Completeness:
    """Mixed into Listing."""

    def missing(self) -> list[Gap]:
        """All that keeps it from being published, in the order of the form; empty when ready."""
        return [
            Gap(step, sentence)
            for step, lacks, sentence in (
                ("place", not self.has_place, "Say where it is: a street we know, or a pin."),
                ("home", self.bedrooms is None, "Say how many bedrooms the place has."),
                ("money", not self.rent, "Say what it costs a month."),
                ("dates", not self.available_from, "Say from when it is free."),
                ("dates", self.needs_end and not self.available_until, self._end_sentence()),
                ("dates", self.is_over, OVER),
                ("words", len(self.title.strip()) < TITLE_LEAST, _letters("title", TITLE_LEAST)),
                (
                    "words",
                    len(self.description.strip()) < DESCRIPTION_LEAST,
                    _letters("description", DESCRIPTION_LEAST),
                ),
            )
            if lacks
        ]

    @property
    def has_place(self) -> bool:
        return bool(self.street) or self.latitude is not None

    @property
    def needs_end(self) -> bool:
        """A sublet and a takeover are part of a lease, which ends."""
        return self.lease_kind != self.LeaseKind.LEASE

    @property
    def is_over(self) -> bool:
        return is_past(self.available_until)

    def _end_sentence(self) -> str:
        return f"Say until when: a {self.get_lease_kind_display().lower()} has a last day."


def _letters(what: str, least: int) -> str:
    return f"Write a {what} of {least} letters or more."
