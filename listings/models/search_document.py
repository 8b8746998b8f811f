"""The column in which words are searched for: a `tsvector` on Postgres, plain text elsewhere."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


class SearchDocumentField(models.TextField):
    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)


class Document(models.Func):
    """All words of a row. The first two columns weigh most and the last one least.

    Stemming lets "rooms" find "room". All columns but the last are also indexed unstemmed, so that
    a word that is still being typed ("apartm") finds them.
    """

    WEIGHTS = "AABBD"
    output_field = SearchDocumentField()

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **options: Any
    ) -> tuple[str, list[Any]]:
        return self._joined(compiler, " || ' ' || ", lambda sql, weight: [sql])

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **options: Any
    ) -> tuple[str, list[Any]]:
        return self._joined(compiler, " || ", _vectors)

    def _joined(
        self, compiler: SQLCompiler, separator: str, write: Callable[[str, str], list[str]]
    ) -> tuple[str, list[Any]]:
        columns = self.get_source_expressions()
        written = [
            part
            for column, weight in zip(columns, self.WEIGHTS, strict=True)
            for part in write(compiler.compile(column)[0], weight)
        ]
        return f"({separator.join(written)})", []


def _vectors(column: str, weight: str) -> list[str]:
    languages = ["english"] if weight == "D" else ["english", "simple"]
    return [
        f"setweight(to_tsvector('{language}'::regconfig, {column}), '{weight}')"
        for language in languages
    ]


def search_document_column(*columns: str, db_column: str) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Document(*columns),
        output_field=SearchDocumentField(),
        db_persist=True,
        db_column=db_column,
    )
