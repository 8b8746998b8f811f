"""The release phase, between the build and the dynos."""

import os
import subprocess
import sys

import pytest

from tests.support.commands import PRODUCTION, ROOT
from tests.support.empty_database import EmptyDatabase

pytestmark = pytest.mark.own_environment


def release(**variables) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "nu_housing_app.release"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def empty_database():
    database = EmptyDatabase()
    yield database
    database.close()


@pytest.mark.postgres
def test_two_releases_at_once_both_succeed(empty_database):
    both = [release(**PRODUCTION, DATABASE_URL=empty_database.url) for _ in range(2)]
    outputs = [each.communicate(timeout=80)[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], outputs
    assert ["No migrations to apply" in output for output in outputs].count(True) == 1


def test_release_succeeds_before_the_first_add_on():
    run = release(DYNO="release.1")
    assert run.communicate(timeout=30)[0].strip() == (
        "Not migrating yet: SECRET_KEY, DATABASE_URL, REDIS_URL must be set first."
    )
    assert run.returncode == 0


def test_settings_that_do_not_fit_production_are_refused():
    run = release(**PRODUCTION | {"SECRET_KEY": "short"}, DATABASE_URL="postgres://nobody@h/n")
    assert "security.W009" in run.communicate(timeout=30)[0]
    assert run.returncode == 1
