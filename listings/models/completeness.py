"""What a listing still needs before it can be published."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

MIN_LENGTHS = {"title": 10, "description": 30}  # characters
NO_BEDROOMS = "Say how many bedrooms the place has."
NO_RENT = "Say what it costs a month."
NO_START = "Say when it becomes available."
ENDED = "The last day has passed. Choose a later one."


def is_past(last_day: date | None) -> bool:
    return last_day is not None and last_day < timezone.localdate()


@dataclass(frozen=True)
class MissingField:
    """`step` is the name of the form's step that asks for it; `message` asks the lister for it."""

    step: str
    message: str


class Completeness:
    """Mixed into Listing."""

    def missing_fields(self) -> list[MissingField]:
        """What keeps the listing from being published, in the order of the form."""
        return [
            MissingField(step, message)
            for step, is_missing, message in (
                ("location", not self.has_location, "Say where it is: a street we know, or a pin."),
                ("home", self.bedrooms is None, NO_BEDROOMS),
                ("costs", not self.rent, NO_RENT),
                ("dates", not self.available_from, NO_START),
                (
                    "dates",
                    self.needs_end_date and not self.available_until,
                    self.no_end_message,
                ),
                ("dates", self.has_ended, ENDED),
                *(
                    ("description", len(getattr(self, name).strip()) < least, length_message(name))
                    for name, least in MIN_LENGTHS.items()
                ),
            )
            if is_missing
        ]

    @property
    def has_location(self) -> bool:
        return bool(self.street) or self.latitude is not None

    @property
    def needs_end_date(self) -> bool:
        """A sublet and a takeover are part of a lease, which ends."""
        return self.lease_kind != self.LeaseKind.LEASE

    @property
    def has_ended(self) -> bool:
        return is_past(self.available_until)

    @property
    def no_end_message(self) -> str:
        return f"Say when it ends: a {self.get_lease_kind_display().lower()} has a last day."


def length_message(field: str) -> str:
    return f"Write a {field} of at least {MIN_LENGTHS[field]} characters."
