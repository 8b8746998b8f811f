"""The stays that students search for, by the university's quarters."""

from dataclasses import dataclass
from datetime import date, timedelta

from listings.search.criteria import Search

MONDAY, TUESDAY = 0, 1
NAMES = ("Winter", "Spring", "Summer", "Fall")


@dataclass(frozen=True, slots=True)
class Stay:
    label: str
    start: date
    end: date

    @property
    def search(self) -> Search:
        return Search(available_from=self.start, available_until=self.end)

    def is_of(self, search: Search) -> bool:
        return (self.start, self.end) == (search.available_from, search.available_until)


def next_stays(today: date) -> list[Stay]:
    """The quarters that begin within a year, and the next school year, soonest first."""
    every = [stay for year in (today.year, today.year + 1) for stay in quarters_of(year)]
    stays = [stay for stay in every if stay.start >= today][: len(NAMES)]
    fall = next(stay for stay in stays if stay.label.startswith("Fall"))
    year = fall.start.year
    _, spring, *_ = quarters_of(year + 1)
    school_year = Stay(f"School year {year}–{(year + 1) % 100:02}", fall.start, spring.end)
    return sorted([*stays, school_year], key=lambda stay: (stay.start, stay.end))


def quarters_of(year: int) -> list[Stay]:
    """The quarters that begin in the year, from the first day of classes to the last of finals.

    Approximate dates, by the pattern of Northwestern's academic year 2024-25. The actual dates,
    which its Registrar publishes, differ by some days from year to year.
    """
    winter = _first(MONDAY, date(year, 1, 3))
    spring = winter + timedelta(weeks=11, days=1)
    summer = spring + timedelta(weeks=12, days=6)
    fall = _first(TUESDAY, date(year, 9, 21))
    weeks = {"Winter": (winter, 10), "Spring": (spring, 11), "Summer": (summer, 10)}
    return [
        Stay(f"{name} {year}", start, _saturday(start, weeks))
        for name, (start, weeks) in (weeks | {"Fall": (fall, 11)}).items()
    ]


def _first(weekday: int, day: date) -> date:
    """The first such weekday on or after the day."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _saturday(start: date, weeks: int) -> date:
    """The Saturday that ends a quarter of this many weeks."""
    return start - timedelta(days=start.weekday()) + timedelta(weeks=weeks, days=-2)
