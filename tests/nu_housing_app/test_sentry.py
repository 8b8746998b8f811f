"""Reports to Sentry: the location of an error, but no personal data."""

import os
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import brotli
import pytest

from tests.support.commands import PRODUCTION, manage

pytestmark = pytest.mark.own_environment
FAULT = """
import logging
import sentry_sdk
from django.test import RequestFactory

request = RequestFactory().post("/chat/7/?q=hush", {"body": "hush"})
try:
    raise ValueError("hush: ana@example.com")
except ValueError:
    sentry_sdk.set_user({"email": "ana@example.com"})
    logging.getLogger("chat.views").exception("It broke for %s", "hush", extra={"r": request})
sentry_sdk.flush()
"""


@pytest.fixture
def sentry():
    """Receives reports; yields its DSN and the reports."""
    reports = []

    class Reports(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            reports.append(brotli.decompress(body).decode())
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            """Logs nothing."""

    server = HTTPServer(("127.0.0.1", 0), Reports)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://key@127.0.0.1:{server.server_port}/1", reports
    server.shutdown()


def test_report_has_the_location_and_no_personal_data(sentry):
    dsn, reports = sentry
    run = manage("shell", "--no-imports", "-c", FAULT, **PRODUCTION, SENTRY_DSN=dsn)
    assert run.returncode == 0, run.stderr
    [report] = reports
    assert "ValueError" in report
    assert "It broke for %s" in report
    for private in ("hush:", "ana@example.com", "q=hush", os.uname().nodename):
        assert private not in report


@pytest.mark.django_db(transaction=True)
def test_pages_are_served_with_sentry(sentry, start_web):
    """Sentry wraps Django's responses."""
    dsn, _ = sentry
    web = start_web(SENTRY_DSN=dsn)
    with urllib.request.urlopen(f"{web.url}/accounts/login/", timeout=10) as answer:
        assert answer.status == 200
        assert b"</html>" in answer.read()
