"""The column in which words are looked for: a `tsvector` on Postgres, plain text elsewhere."""

from django.db import models


class SearchDocumentField(models.TextField):
    def db_type(self, connection):
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)


class Document(models.Func):
    """All the words of a row. Of its columns the first two weigh most and the last the least.

    Stems find "rooms" where it says "room". What names the place is also kept as it is written, so
    that a word which is still being typed ("apartm") finds it.
    """

    WEIGHTS = "AABBD"
    output_field = SearchDocumentField()

    def as_sql(self, compiler, connection, **options):
        return self._joined(compiler, " || ' ' || ", lambda sql, weight: [sql])

    def as_postgresql(self, compiler, connection, **options):
        return self._joined(compiler, " || ", _vectors)

    def _joined(self, compiler, joint, write):
        columns = self.get_source_expressions()
        written = [
            part
            for column, weight in zip(columns, self.WEIGHTS, strict=True)
            for part in write(compiler.compile(column)[0], weight)
        ]
        return f"({joint.join(written)})", []


def _vectors(column, weight) -> list[str]:
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
