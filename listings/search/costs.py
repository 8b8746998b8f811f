"""What a listing really costs one person per month, computed in the database."""

from django.db.models import BigIntegerField, Case, F, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Coalesce

from listings.models.costs import DAYS_PER_MONTH


def cost_for(days: int) -> CombinedExpression:
    """`Costs.cost_for(days)` as an expression, in cents; null without a rent."""
    spread = DAYS_PER_MONTH.denominator * 100 * days
    fees = (_share("fees") * DAYS_PER_MONTH.numerator + (spread - 1)) / spread * 100
    return Cast("rent_per_person", BigIntegerField()) + _share("utilities") + fees


def _share(column: str) -> Case:
    cents, people = Coalesce(Cast(column, BigIntegerField()), 0), F("people")
    part = (cents + 100 * people - 1) / (100 * people) * 100
    return Case(When(people__lte=1, then=cents), default=part, output_field=BigIntegerField())
