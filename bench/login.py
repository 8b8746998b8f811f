"""Logs in the clients of the benchmarks."""

from django.test import Client

from accounts.models import User

CSRF_TOKEN = "a" * 32  # for the cookie and the X-CSRFToken header


def log_in(user: User) -> dict[str, str]:
    """Create a session; returns the cookies of a browser in which the user is logged in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {"sessionid": client.cookies["sessionid"].value, "csrftoken": CSRF_TOKEN}
