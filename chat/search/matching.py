"""Finding messages by their words: part of MessageQuerySet."""

from functools import reduce
from operator import or_

from django.db import connections, models
from django.db.models import F, Lookup, Q

from chat.search.query_parser import Query


class Fit(Lookup):
    """Whether a message's `words` fit a query in Postgres's own writing. That column stands beside
    `body` in Postgres alone, and Postgres itself writes it (migration 0003)."""

    prepare_rhs = False

    def as_sql(self, compiler, connection):
        table = connection.ops.quote_name(self.lhs.alias)
        query, params = self.process_rhs(compiler, connection)
        return f"{table}.words @@ to_tsquery('simple', {query})", params


class Matching(models.QuerySet):
    def matching(self, query: Query):
        """Those whose words fit a query that isn't empty, no tombstones."""
        if connections[self.db].vendor == "postgresql":
            return self.filter(Fit(F("body"), query.tsquery), deleted_at=None)
        return self.filter(reduce(or_, map(_all_fit, query.choices)), deleted_at=None)

    def for_hits(self, most: int, *, before: int | None = None) -> list:
        """The newest, or those before an id, with all that a list of hits shows."""
        found = self if before is None else self.filter(pk__lt=before)
        found = found.select_related("sender", "conversation")
        return list(found.prefetch_related("conversation__participants").order_by("-pk")[:most])


def _all_fit(choice) -> Q:
    fit = Q()
    for term in choice:
        found = Q(body__iregex=term.pattern)
        fit &= ~found if term.is_excluded else found
    return fit
