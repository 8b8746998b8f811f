"""Clients for the login pages, each from a network of its own."""

from django.test import Client

from tests.support.factories import PASSWORD

LOGIN, REQUEST_CODE = "/accounts/login/", "/accounts/login/code/"
CONFIRM_CODE, RESET = "/accounts/login/code/confirm/", "/accounts/password/reset/"


def visitor(network: int) -> Client:
    return Client(REMOTE_ADDR=f"192.0.{network // 250}.{network % 250}")


def log_in(client: Client, email: str, password: str = PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def is_logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def is_refused(response) -> bool:
    return response.status_code == 429 or "Try again in" in response.text
