"""What a listing costs, per month and to move in: as a whole and per person."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

DAYS_PER_MONTH = Fraction(487, 16)  # of a year of 365.25 days


@dataclass(frozen=True)
class CostLine:
    """One row of the cost table, in cents; None where the lister hasn't said."""

    label: str
    whole: int | None
    share: int | None
    partial: bool = False  # a total in which some amount isn't known


class Costs:
    """Mixed into Listing: everything here follows from its money columns and `people`."""

    def share(self, cents: int | None) -> int | None:
        """One person's share of an amount in cents; None where the amount isn't known.

        A share is rounded up to the dollar: nobody splits a rent to the cent, and the shares must
        cover the whole.
        """
        if cents is None or self.people <= 1:
            return cents
        return -(-cents // (100 * self.people)) * 100

    def cost_for(self, days: int) -> int | None:
        """What one person pays per month of such a stay, in cents: rent, utilities, and the fees
        spread over the stay. The deposit comes back, so it isn't counted; an unknown amount counts
        as nothing. None without a rent.

        `listings.search.costs` computes the same in the database.
        """
        if self.rent_per_person is None:
            return None
        fees = self.share(self.fees or 0) * DAYS_PER_MONTH / (100 * days)
        return self.rent_per_person + self.share(self.utilities or 0) + ceil(fees) * 100

    def monthly(self) -> list[CostLine]:
        return self._lines(("Rent", self.rent), ("Utilities", self.utilities))

    def move_in(self) -> list[CostLine]:
        """What is due before the keys: the first month's rent, the deposit and the fees."""
        return self._lines(
            ("First month", self.rent), ("Deposit", self.deposit), ("Fees", self.fees)
        )

    def monthly_total(self) -> CostLine:
        return self._total("A month", self.monthly())

    def move_in_total(self) -> CostLine:
        return self._total("To move in", self.move_in())

    def _lines(self, *amounts: tuple[str, int | None]) -> list[CostLine]:
        return [CostLine(label, cents, self.share(cents)) for label, cents in amounts]

    def _total(self, label: str, lines: Sequence[CostLine]) -> CostLine:
        known = [line for line in lines if line.whole is not None]
        return CostLine(
            label,
            sum(line.whole for line in known) if known else None,
            sum(line.share for line in known) if known else None,
            partial=len(known) < len(lines),
        )
