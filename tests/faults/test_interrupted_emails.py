"""An email that a web process was about to send isn't lost when the process ends."""

import socket
from datetime import timedelta

import pytest
import requests
import time_machine
from django.core.management import call_command
from django.utils import timezone

from chat.models import Invitation
from tests.servers.web import Web
from tests.support.factories import VerifiedStudentFactory
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.faults]
CHO = "cho@example.com"


@pytest.fixture
def silent_mail():
    """A mail server that accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        yield server


def invite(web: Web, session: str):
    token = "a" * 32
    answer = requests.post(
        f"{web.url}/chat/new/",
        data={"name": "Fall", "invite": CHO, "csrfmiddlewaretoken": token},
        cookies={"csrftoken": token, "sessionid": session},
        allow_redirects=False,
        timeout=20,
    )
    assert answer.status_code == 302


@pytest.mark.smtp
def test_web_process_emails_an_invitation_at_once(web, transactional_db, outbox, session_of):
    invite(web, session_of(VerifiedStudentFactory()))
    wait_until(lambda: len(outbox))
    assert [email["To"] for email in outbox] == [CHO]
    wait_until(lambda: Invitation.objects.get().email_due_at is None)


@pytest.mark.parametrize("end", [Web.kill, Web.stop])
def test_next_run_sends_what_an_ended_process_could_not(
    start_web, silent_mail, session_of, mailoutbox, end
):
    port = silent_mail.getsockname()[1]
    web = start_web(EMAIL_URL=f"smtp://127.0.0.1:{port}")
    invite(web, session_of(VerifiedStudentFactory()))
    connection, _ = silent_mail.accept()  # it has committed, and waits for the mail server
    end(web)
    connection.close()
    call_command("send_unread")
    assert mailoutbox == [], "until it's certain that the process has ended"
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        call_command("send_unread")
        call_command("send_unread")
    assert [email.to for email in mailoutbox] == [[CHO]]
