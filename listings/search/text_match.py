"""The lookup `search_document__matches=clauses` on each database, and how well a row matches."""

import re
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, IntegerField, Lookup
from django.db.models.sql.compiler import SQLCompiler

from listings.models.search_document import SearchDocumentField
from listings.search.terms import Clauses, Term


@SearchDocumentField.register_lookup
class TextMatch(Lookup):  # type: ignore[type-arg]  # no type arguments at runtime
    """Whether a search document matches the clauses of `read_terms`; there is at least one."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[str]]:
        column, _ = self.process_lhs(compiler, connection)
        query, values = _tsquery(self.rhs)
        return f"{column} @@ ({query})", values

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[str]]:
        column, _ = self.process_lhs(compiler, connection)
        clauses = [" OR ".join(_occurs(column, term) for term in clause) for clause in self.rhs]
        values = [_pattern(term) for clause in self.rhs for term in clause]
        return " AND ".join(f"({clause})" for clause in clauses), values


class Rank(Func):
    """How well a row matches, as a whole number: its title and street count most."""

    output_field = IntegerField()

    def __init__(self, *columns: Any, clauses: Clauses = ()) -> None:
        super().__init__(*columns or ("search_document", "title", "street", "keywords"))
        self.clauses = clauses

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **options: Any
    ) -> tuple[str, list[str]]:
        if not self.clauses:
            return "0", []
        column = compiler.compile(self.get_source_expressions()[0])[0]
        query, values = _tsquery(self.clauses)
        # Whole numbers, so that the rank in a cursor compares exactly.
        return f"CAST(100000 * ts_rank({column}, {query}) AS integer)", values

    def as_sql(  # type: ignore[override]
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **options: Any
    ) -> tuple[str, list[str]]:
        _, *columns = [compiler.compile(column)[0] for column in self.get_source_expressions()]
        wanted = [term for clause in self.clauses for term in clause if not term.unwanted]
        found = [(column, term) for term in wanted for column in columns]
        sums = " + ".join(f"({_occurs(column, term)})" for column, term in found)
        return f"({sums or '0'})", [_pattern(term) for _, term in found]


def _tsquery(clauses: Clauses) -> tuple[str, list[str]]:
    written: list[str] = []
    values: list[str] = []
    for clause in clauses:
        terms = [_term(term) for term in clause]
        written.append("(" + " || ".join(sql for sql, _ in terms) + ")")
        values += [value for _, its_values in terms for value in its_values]
    return " && ".join(written), values


def _term(term: Term) -> tuple[str, list[str]]:
    # In quotes, so that nothing in it is an operator.
    query, values = "websearch_to_tsquery('english', %s)", [f'"{term.text}"']
    if term.unfinished:
        query = f"({query} || to_tsquery('simple', %s))"
        values.append(f"{term.text}:*")
    return f"(!! {query})" if term.unwanted else query, values


def _occurs(column: str, term: Term) -> str:
    return f"{column} {'NOT ' if term.unwanted else ''}REGEXP %s"


def _pattern(term: Term) -> str:
    """Whole words, singular or plural: the closest that plain text comes to stemming."""
    singular = re.sub(r"(?<=\w\w[^s])s$", "", term.text)
    words = r"\W+".join(map(re.escape, singular.split()))
    return rf"(?i)(?<!\w){words}" + ("" if term.unfinished else r"(s|es)?(?!\w)")
