"""Browsers. Every test below this folder is marked `e2e` and runs against the `web` process."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.support.browser import idle
from tests.support.factories import VerifiedStudentFactory

PATIENCE = 10_000  # milliseconds for the effect of a click, on a busy machine
expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture
def open_page(transactional_db, web, browser, session_of, request):
    """`open_page(user=None, path=None, **context)`: a page in a browser context of its own.

    `context` is what Playwright's `new_context` takes: viewport, color_scheme,
    java_script_enabled ... An error on the console or in a script fails the test, unless it is
    marked `console_errors`.
    """
    contexts, errors = [], []

    def open_page(user=None, path: str | None = None, **options) -> Page:
        context = browser.new_context(base_url=web.url, **options)
        context.set_default_timeout(PATIENCE)
        idle.count(context)
        contexts.append(context)
        if user is not None:
            cookie = {"name": "sessionid", "value": session_of(user), "url": web.url}
            context.add_cookies([cookie])
        context.on("console", lambda message: _note(errors, message))
        context.on("weberror", lambda error: _note_raised(errors, str(error.error)))
        page = context.new_page()
        if path is not None:
            page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    if request.node.get_closest_marker("console_errors") is None:
        assert errors == [], "the pages wrote errors to the console"


def _note(errors: list[str], message):
    if message.type == "error":
        errors.append(f"{message.text} ({message.location.get('url', '')})")


def _note_raised(errors: list[str], words: str):
    # Chromium logs an error if a page is left while its view transition runs.
    if not words.startswith("Transition was"):
        errors.append(words)


@pytest.fixture
def page(open_page) -> Page:
    """The page of a visitor."""
    return open_page()


@pytest.fixture
def two_people(open_page):
    """Two verified students with a browser each, as (user, page), (user, page)."""
    users = [VerifiedStudentFactory(name=name) for name in ("Ana", "Ben")]
    return tuple((user, open_page(user)) for user in users)


@pytest.fixture
def assert_accessible():
    """`assert_accessible(page)`: axe finds no problem on it."""

    def check(page: Page):
        idle.wait_until_idle(page)
        # Without `preload`: it resolves a stylesheet's own imports against the page.
        results = Axe().run(page, options={"preload": False})
        assert results.violations_count == 0, results.generate_report()

    return check
