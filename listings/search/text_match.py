"""The lookup `search_document__matches=clauses` on each database, and how well a row matches."""

import re

from django.db.models import Func, IntegerField, Lookup

from listings.search.search_document import SearchDocumentField


@SearchDocumentField.register_lookup
class TextMatch(Lookup):
    """Whether a row's words fulfil what `read_terms` read, which isn't empty."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_postgresql(self, compiler, connection):
        column, _ = self.process_lhs(compiler, connection)
        query, values = _tsquery(self.rhs)
        return f"{column} @@ ({query})", values

    def as_sql(self, compiler, connection):
        column, _ = self.process_lhs(compiler, connection)
        clauses = [" OR ".join(_occurs(column, term) for term in clause) for clause in self.rhs]
        values = [_pattern(term) for clause in self.rhs for term in clause]
        return " AND ".join(f"({clause})" for clause in clauses), values


class Rank(Func):
    """How well a row's words fit, as a whole number: what names the place counts most."""

    output_field = IntegerField()

    def __init__(self, *columns, clauses=()):
        super().__init__(*columns or ("search_document", "title", "street", "keywords"))
        self.clauses = clauses

    def as_postgresql(self, compiler, connection, **options):
        if not self.clauses:
            return "0", []
        column = compiler.compile(self.get_source_expressions()[0])[0]
        query, values = _tsquery(self.clauses)
        # Whole, because a key that a page goes on from must compare as what it was.
        return f"CAST(100000 * ts_rank({column}, {query}) AS integer)", values

    def as_sql(self, compiler, connection, **options):
        _, *columns = [compiler.compile(column)[0] for column in self.get_source_expressions()]
        wanted = [term for clause in self.clauses for term in clause if not term.unwanted]
        found = [(column, term) for term in wanted for column in columns]
        sums = " + ".join(f"({_occurs(column, term)})" for column, term in found)
        return f"({sums or '0'})", [_pattern(term) for _, term in found]


def _tsquery(clauses) -> tuple[str, list[str]]:
    written, values = [], []
    for clause in clauses:
        terms = [_term(term) for term in clause]
        written.append("(" + " || ".join(sql for sql, _ in terms) + ")")
        values += [value for _, some in terms for value in some]
    return " && ".join(written), values


def _term(term) -> tuple[str, list[str]]:
    # In quotes, so that nothing in it is an operator.
    query, values = "websearch_to_tsquery('english', %s)", [f'"{term.text}"']
    if term.unfinished:
        query = f"({query} || to_tsquery('simple', %s))"
        values.append(f"{term.text}:*")
    return f"(!! {query})" if term.unwanted else query, values


def _occurs(column, term) -> str:
    return f"{column} {'NOT ' if term.unwanted else ''}REGEXP %s"


def _pattern(term) -> str:
    """Whole words, in one number or many: as near as plain text comes to stems."""
    singular = re.sub(r"(?<=\w\w[^s])s$", "", term.text)
    words = r"\W+".join(map(re.escape, singular.split()))
    return rf"(?i)(?<!\w){words}" + ("" if term.unfinished else r"(s|es)?(?!\w)")
