"""A database without tables, beside the test database."""

import os

import psycopg2

NAME = "empty"


class EmptyDatabase:
    """`url` is its URL; `connection`, which commits each statement, is for the test."""

    def __init__(self) -> None:
        server, _, _ = os.environ["DATABASE_URL"].rpartition("/")
        self.name = NAME
        self.url = f"{server}/{NAME}"
        self._server = self._connect(f"{server}/postgres")
        self._execute(self._server, f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        self._execute(self._server, f"CREATE DATABASE {NAME}")
        self._connection = self._connect(self.url)

    def close(self) -> None:
        self._connection.close()
        self._execute(self._server, f"DROP DATABASE {NAME} WITH (FORCE)")
        self._server.close()

    def execute(self, statement: str, *values) -> None:
        self._execute(self._connection, statement, values)

    @staticmethod
    def _connect(url: str):
        connection = psycopg2.connect(url)
        connection.autocommit = True
        return connection

    @staticmethod
    def _execute(connection, statement: str, values=()) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
