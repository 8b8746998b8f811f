from django.db.models import F
from django.db.models.lookups import Exact

from listings.search.filters.base import Condition, Switch


class Furnished(Switch):
    name, text = "furnished", "Furnished"
    has: Condition = Exact(F("furnished"), True)
    reads = ("furnished",)
    is_in_columns = True


class Pets(Switch):
    name, text = "pets", "Pets welcome"
    has: Condition = Exact(F("pets"), True)
    reads = ("pets",)
    is_in_columns = True


class Verified(Switch):
    """Listed by a verified student."""

    name, text, chip = "verified", "From a verified student", "Verified students"
    has: Condition = Exact(F("lister__is_verified_student"), True)


class UtilitiesIncluded(Switch):
    """The lister says that utilities cost nothing beside the rent; where they don't say, it isn't
    included."""

    name, text = "utilities", "Utilities included"
    template = "listings/filters/utilities.html"
    has: Condition = Exact(F("utilities"), 0)
    reads = ("utilities",)
