"""The fixtures of the browser tests."""

import pytest


def test_two_people_have_a_session_each(two_people):
    cookies = [page.context.cookies()[0]["value"] for _, page in two_people]
    assert len(set(cookies)) == 2


@pytest.mark.console_errors
def test_the_browser_reaches_the_web_process(open_page):
    page = open_page(path="/healthz")
    assert page.inner_text("body") == "ok"
