"""The stays that students look for, by the university's quarters."""

from dataclasses import dataclass
from datetime import date

from listings.search.criteria import Search

# From the first day of classes to the last of finals, a few days in: the quarters move by a week
# from year to year, and a lease that starts in their first days still does.
QUARTERS = {
    "Winter": ((1, 8), (3, 15)),
    "Spring": ((4, 2), (6, 8)),
    "Summer": ((6, 25), (8, 20)),
    "Fall": ((9, 22), (12, 8)),
}


@dataclass(frozen=True, slots=True)
class Stay:
    label: str
    start: date
    end: date

    @property
    def search(self) -> Search:
        return Search(available_from=self.start, available_until=self.end)


def next_stays(today: date) -> list[Stay]:
    """The quarters that begin within a year, and the next school year, soonest first."""
    every = [_quarter(name, year) for year in (today.year, today.year + 1) for name in QUARTERS]
    stays = [stay for stay in every if stay.start >= today][: len(QUARTERS)]
    fall = next(stay for stay in stays if stay.label.startswith("Fall"))
    year = fall.start.year
    school_year = Stay(f"School year {year}–{(year + 1) % 100:02}", fall.start, _spring_end(year))
    return sorted([*stays, school_year], key=lambda stay: (stay.start, stay.end))


def _quarter(name, year) -> Stay:
    first, last = QUARTERS[name]
    return Stay(f"{name} {year}", date(year, *first), date(year, *last))


def _spring_end(year) -> date:
    return date(year + 1, *QUARTERS["Spring"][1])
