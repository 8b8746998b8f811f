"""Full-text search of messages: part of MessageQuerySet."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Self

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Q

from chat.search.query_parser import Query, Term

if TYPE_CHECKING:
    from django.db.models.sql.compiler import SQLCompiler, _AsSqlType

    from chat.models.message import Message


class MatchesTsquery(Lookup):  # type: ignore[type-arg]  # not subscriptable at run time
    """Whether a message's `words` match a tsquery. Only Postgres has that column, which it
    generates from `body` (migration 0003)."""

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> _AsSqlType:
        table = connection.ops.quote_name(self.lhs.alias)
        query, params = self.process_rhs(compiler, connection)
        return f"{table}.words @@ to_tsquery('simple', {query})", params


class MatchingQuerySet(models.QuerySet["Message"]):
    def matching(self, query: Query) -> Self:
        """The messages that match a query that isn't empty. Deleted ones never do."""
        if connections[self.db].vendor == "postgresql":
            return self.filter(MatchesTsquery(F("body"), query.tsquery), deleted_at=None)
        return self.filter(reduce(or_, map(_match_all, query.choices)), deleted_at=None)

    def search_results(self, limit: int, *, before: int | None = None) -> list[Message]:
        """The newest `limit` messages, or those before an id, with all that results show."""
        found = self if before is None else self.filter(pk__lt=before)
        found = found.select_related("sender", "conversation")
        return list(found.prefetch_related("conversation__participants").order_by("-pk")[:limit])


def _match_all(terms: tuple[Term, ...]) -> Q:
    condition = Q()
    for term in terms:
        found = Q(body__iregex=term.pattern)
        condition &= ~found if term.is_excluded else found
    return condition
