"""Two web processes, like two dynos, count attempts and emails together."""

import pytest
import requests

from accounts.rate_limits.limits import PASSWORDS, REQUESTED_EMAILS
from tests.support.factories import UserFactory
from tests.support.login_client import LOGIN, REQUEST_CODE


@pytest.fixture
def limited_webs(start_web):
    return [start_web(RATE_LIMITS="on") for _ in range(2)]


def post(web, path: str, data: dict) -> str:
    answer = requests.post(
        web.url + path,
        data,
        headers={"X-CSRFToken": "a" * 32},
        cookies={"csrftoken": "a" * 32},
        timeout=30,
    )
    return answer.text


def test_limits_hold_over_all_processes(limited_webs):
    email = UserFactory().email
    for path, data, limits in (
        (LOGIN, {"login": email, "password": "wrong"}, PASSWORDS),
        (REQUEST_CODE, {"email": email}, REQUESTED_EMAILS),
    ):
        most = limits.by_network_and_account.amount
        pages = [post(limited_webs[n % 2], path, data) for n in range(most + 2)]
        refused = ["Try again in" in page for page in pages]
        assert refused == [False] * most + [True] * 2
