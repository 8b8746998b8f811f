"""Limits on invitations to strangers: few emails to one mailbox, whoever sends them."""

import pytest
from django.test import Client

from accounts.notifications import suppression
from accounts.rate_limits.limits import INVITATION_EMAILS, INVITATIONS, INVITATIONS_BY_NETWORK
from chat.models import Conversation, Invitation
from chat.notifications import invitation_job
from tests.support.factories import ListingFactory, UserFactory

pytestmark = pytest.mark.django_db
VICTIM = "victim@example.com"


def client_of(user, network: int = 1) -> Client:
    client = Client(REMOTE_ADDR=f"192.0.2.{network}")
    client.force_login(user)
    return client


def invite(client: Client, *emails: str):
    """The response, once the emails are sent."""
    answer = client.post("/chat/new/", {"name": "Fall", "invite": "\n".join(emails)})
    invitation_job.send()
    return answer


def test_deleted_accounts_and_plus_tags_send_no_more_emails(limited, mailoutbox):
    for number in range(8):
        eve = UserFactory(email=f"eve+{number}@example.com")
        answer = invite(client_of(eve, number), f"victim+{number}@example.com")
        assert answer.status_code == 302
        eve.delete()
    assert len(mailoutbox) == INVITATION_EMAILS.amount


def invite_20(user, network: int, number: int):
    return invite(client_of(user, network), *[f"p{number}x{n}@example.com" for n in range(20)])


def test_new_account_with_same_mailbox_has_no_new_invitations(limited):
    for number in range(3):
        eve = UserFactory(email=f"eve+{number}@example.com")
        answer = invite_20(eve, number, number)
        eve.delete()
    assert "Try again in 12 hours" in answer.text
    assert INVITATIONS.amount == 40


def test_accounts_of_one_network_share_its_invitations(limited):
    answers = [invite_20(UserFactory(), 1, number) for number in range(6)]
    assert "Try again in" in answers[-1].text
    assert Invitation.objects.count() == INVITATIONS_BY_NETWORK.amount


def test_refused_invitations_start_no_conversation_and_keep_input(limited):
    eve = UserFactory()
    for number in range(2):
        invite_20(eve, 1, number)
    answer = invite(client_of(eve), VICTIM)
    assert VICTIM in answer.text
    assert Conversation.objects.count() == 2


def test_address_with_an_account_is_refused_alike(limited):
    UserFactory(email="known@example.com")
    eve = UserFactory()
    answers = [invite(client_of(eve), "known@example.com", VICTIM) for _ in range(5)]
    assert {answer.status_code for answer in answers} == {302}


def test_contacts_outlive_the_account(limited):
    listings = ListingFactory.create_batch(12)
    for number in range(2):
        eve = UserFactory(email=f"eve+{number}@example.com")
        client = client_of(eve)
        for listing in listings:
            page = client.post(f"/listings/{listing.pk}/contact/", follow=True)
        eve.delete()
    assert "a lot of new conversations. Try again in 3 minutes." in page.text


def test_invitation_email_has_working_unsubscribe_link(mailoutbox):
    ana = client_of(UserFactory())
    invite(ana, VICTIM)
    [email] = mailoutbox
    link = suppression.link_for(VICTIM)
    assert email.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in email.body
    Client().post(link, {"List-Unsubscribe": "One-Click"})
    assert invite(ana, VICTIM).status_code == 302
    assert len(mailoutbox) == 1
    assert Invitation.objects.filter(email=VICTIM).count() == 2, "they wait for a sign-up"
