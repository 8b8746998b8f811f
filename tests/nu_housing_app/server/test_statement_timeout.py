"""A statement that takes too long is canceled with an explanation, except in commands."""

import subprocess
import sys
import time

import pytest
import requests
from django.db import connection, transaction

from tests.support.factories import ListingFactory

pytestmark = pytest.mark.postgres
ASK = "from django.db import connection as c; k = c.cursor(); k.execute('SHOW statement_timeout')"


def test_canceled_statement_is_a_503_with_an_explanation(transactional_db, web):
    ListingFactory()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE listings_listing")
        began = time.monotonic()
        answer = requests.get(f"{web.url}/listings/?max_rent=700", timeout=25)
        seconds = time.monotonic() - began
    assert answer.status_code == 503
    assert "We’re very busy right now" in answer.text
    assert answer.headers["Retry-After"]
    assert 8 < seconds < 20
    assert requests.get(f"{web.url}/listings/?max_rent=700", timeout=25).status_code == 200


@pytest.mark.django_db
def test_commands_have_no_deadline():
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c"]
    run = subprocess.run([*command, f"{ASK}; print(k.fetchone())"], capture_output=True, text=True)
    assert "('0',)" in run.stdout, run.stderr
