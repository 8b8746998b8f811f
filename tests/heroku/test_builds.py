"""What the two kinds of buildpacks read, and what the README says about it."""

import re
import tomllib

from django.core.management import get_commands

from tests.support.heroku.app import ROOT

README = (ROOT / "README.md").read_text()
NOT_FOR_OPERATORS = {"HEROKU_RELEASE_VERSION", "MEDIA_ROOT"}


def test_both_kinds_of_buildpacks_install_the_same_python():
    runtime = (ROOT / "runtime.txt").read_text().strip()
    assert runtime == f"python-{(ROOT / '.python-version').read_text().strip()}"


def test_cloud_native_buildpacks_see_no_runtime_txt_and_leave_out_what_the_slug_does():
    excluded = tomllib.loads((ROOT / "project.toml").read_text())["io"]["buildpacks"]["exclude"]
    ignored = (ROOT / ".slugignore").read_text().split()
    assert sorted(excluded) == sorted(["/runtime.txt", *ignored])


def test_readme_names_commands_that_exist():
    named = re.findall(r"manage\.py (\w+)", README)
    assert {"purge", "send_unread", "send_alerts", "expire_listings"} <= set(named)
    assert set(named) <= get_commands().keys()


def test_readme_lists_every_variable():
    settings = (ROOT / "nu_housing_app" / "settings.py").read_text()
    named = re.findall(r'environment\.\w+\(\s*(?:"[a-z_]+", )?"([A-Z][A-Z0-9_]+)"', settings)
    assert len(set(named)) > 15
    assert set(named) - NOT_FOR_OPERATORS <= set(re.findall(r"`([A-Z][A-Z0-9_]+)`", README))


def test_the_pool_sizes_in_the_table_of_plans_fit_two_releases_at_once_and_four_commands():
    docs = (ROOT / "docs" / "heroku.md").read_text()
    [dynos] = re.findall(r"^\| Postgres plan.*$", docs, re.MULTILINE)
    dynos = [int(number) for number in re.findall(r"\| (\d) dyno", dynos)]
    plans = re.findall(r"^\| (?:essential|standard)-.*\((\d+)\) \|(.*)\|$", docs, re.MULTILINE)
    assert len(plans) == 3
    for connections, sizes in plans:
        for number, size in zip(dynos, sizes.split("|"), strict=True):
            if (size := size.strip()) != "–":
                assert 4 <= int(size) <= 10
                assert 2 * number * int(size) + 4 <= int(connections)
    assert f"DATABASE_POOL_SIZE={plans[0][1].split('|')[0].strip()} " in README
