"""Email addresses have one normal form, which is stored, compared and sent to."""

from smtplib import SMTPRecipientsRefused

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.email_addresses import normalize_address
from chat.models import Invitation
from tests.support.factories import PASSWORD, ConversationFactory, UserFactory
from tests.support.staff_login import log_in_staff

pytestmark = pytest.mark.django_db

HOSTILE = [
    "=?utf-8?q?att=40evil.test=3e=00?=@u.northwestern.edu",
    "=?utf-8?b?YXR0QGV2aWwudGVzdD4A?=@u.northwestern.edu",
    "=?UTF-8?Q?=0a?=@x.test",
    "a=?utf-8?q?=0a?=b@x.test",
    "att%evil.test@u.northwestern.edu",
    "evil.test!att@u.northwestern.edu",
    '"att@evil.test"@u.northwestern.edu',
    '"att@evil.test> "@u.northwestern.edu',
    "att@evil.test\x00@u.northwestern.edu",
    "att@evil.test\r\nBcc: x@evil.test",
    "a\u200bb@x.test",
    "a\u202eb@x.test",
    "ａ@x.test",
    "ñ@x.test",
    "ana@[127.0.0.1]",
    "ana@x",
    "-froot@x.test",
    "|id@x.test",
    "a..b@x.test",
    ".a@x.test",
    "ana@evil.test\u3002@x.test",
    "Ana <ana@x.test>",
]

FORMS = ["/accounts/signup/", "/accounts/login/", "/accounts/login/code/"]
FORMS += ["/accounts/password/reset/", "/accounts/email/"]


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        (" Ana@U.Northwestern.EDU ", "ana@u.northwestern.edu"),
        ("o'brien+flat@example.com", "o'brien+flat@example.com"),
        ("ana_b-c.d@x.test", "ana_b-c.d@x.test"),
        ("ana@Bücher.example", "ana@xn--bcher-kva.example"),
        ("ana@XN--bcher-kva.example", "ana@xn--bcher-kva.example"),
        ("ana@ｘ。test", "ana@x.test"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_address_is_normalized(text, normal):
    assert normalize_address(text) == normal
    assert normalize_address(normal) == normal


@pytest.mark.parametrize("email", HOSTILE)
def test_ambiguous_address_is_invalid(email):
    with pytest.raises(ValidationError):
        normalize_address(email)


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("email", HOSTILE[::3])
def test_every_form_refuses_ambiguous_address(client, mailoutbox, path, email):
    if path == "/accounts/email/":
        client.force_login(UserFactory())
    data = {"name": "Ana", "email": email, "login": email, "password1": PASSWORD}
    answer = client.post(path, data | {"password": PASSWORD, "action_add": "1"})
    assert answer.status_code == 200
    errors = answer.context["form"].errors
    assert errors.get("email") or errors.get("login")
    assert not mailoutbox


@pytest.mark.parametrize("email", HOSTILE)
def test_invitation_refuses_ambiguous_address(client, mailoutbox, email):
    client.force_login(UserFactory())
    answer = client.post("/chat/new/", {"name": "Noyes house", "invite": email})
    invited = [invitation.email for invitation in Invitation.objects.all()]
    if email == HOSTILE[-1]:
        assert invited == ["ana@x.test"]
    else:
        assert answer.context["form"].errors["invite"]
        assert not invited


def test_invitation_takes_addresses_in_usual_formats(client):
    client.force_login(UserFactory())
    pasted = "Ben Doe <Ben@x.test>; cho@x.test,dev@x.test\r\n<eli@x.test>\nBEN@x.test"
    client.post("/chat/new/", {"name": "Noyes house", "invite": pasted})
    invited = Invitation.objects.order_by("email").values_list("email", flat=True)
    assert list(invited) == ["ben@x.test", "cho@x.test", "dev@x.test", "eli@x.test"]


@pytest.mark.parametrize("email", HOSTILE[:5])
@pytest.mark.parametrize("model", [get_user_model(), EmailAddress, Invitation])
def test_models_refuse_ambiguous_address(model, email):
    person, conversation = UserFactory(), ConversationFactory()
    owner = {
        EmailAddress: {"user": person},
        Invitation: {"invited_by": person, "conversation": conversation},
    }
    with pytest.raises(ValidationError), transaction.atomic():
        model.objects.create(email=email, **owner.get(model, {}))
    assert not model.objects.filter(email=email).exists()


def test_commands_refuse_ambiguous_address(monkeypatch, tmp_path):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    with pytest.raises(CommandError, match="valid email"):
        call_command("createsuperuser", email=HOSTILE[0], name="Root", interactive=False)
    (tmp_path / "rows.csv").write_text("id\n")
    with pytest.raises(CommandError, match="an email address"):
        call_command("import_listings", tmp_path / "rows.csv", owner=HOSTILE[0])
    assert not get_user_model().objects.exists()


def test_admin_normalizes_address_of_new_user(client):
    log_in_staff(client, UserFactory(is_staff=True, is_superuser=True))
    data = {"name": "Ben", "usable_password": "false"}
    answer = client.post("/admin/accounts/user/add/", data | {"email": HOSTILE[0]})
    assert "email" in answer.context["adminform"].form.errors
    client.post("/admin/accounts/user/add/", data | {"email": "Ben@Bücher.example"})
    assert get_user_model().objects.filter(email="ben@xn--bcher-kva.example").exists()


@pytest.mark.parametrize("old", ["ana@bücher.example", "a%b@example.com"])
def test_account_with_older_address_still_logs_in(client, old):
    person = UserFactory(email="ana@example.com")
    get_user_model().objects.filter(pk=person.pk).update(email=old)
    person.emailaddress_set.update(email=old)
    client.post("/accounts/login/", {"login": old, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.smtp
@pytest.mark.parametrize("email", HOSTILE[:6])
def test_no_email_is_sent_to_unnormalized_address(outbox, email):
    connection = get_connection("accounts.notifications.email_backend.EmailBackend")
    with pytest.raises(SMTPRecipientsRefused):
        connection.send_messages([EmailMessage("Hello", "Hello", to=[email])])
    connection.send_messages([EmailMessage("Hello", "Hello", to=["ana@bücher.example"])])
    [mail] = outbox
    assert mail["To"] == mail["X-RcptTo"] == "ana@xn--bcher-kva.example"
