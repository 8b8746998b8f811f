"""The chat's pages, forms and JSON."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.rate_limits.limits import CONVERSATIONS
from chat.actions import message_edit, message_send, read_receipts
from chat.membership import conversation_start
from chat.models import Conversation, Invitation, Message, Participant
from listings.models import Listing
from tests.support.factories import (
    PASSWORD,
    ConversationFactory,
    ListingFactory,
    PhotoFactory,
    UserFactory,
    VerifiedStudentFactory,
)

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def send(user, conversation, body="hi") -> Message:
    return message_send.send(user, conversation.pk, uuid.uuid4(), body)


def post(client, conversation, body="hi", nonce=None, **headers):
    fields = {"body": body, "nonce": nonce or str(uuid.uuid4())}
    return client.post(f"/chat/{conversation.pk}/messages/", fields, headers=headers)


def numbered(first: int, last: int) -> list[str]:
    return [f"m{number}" for number in range(first, last + 1)]


def text(response) -> str:
    return response.content.decode()


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text(response)))


def is_in(user, conversation) -> bool:
    return Participant.objects.filter(user=user, conversation=conversation).exists()


# Access ---------------------------------------------------------------------------------------

READ = ["/chat/{0}/", "/chat/{0}/messages/", "/chat/{0}/messages/?after=0", "/chat/{0}/invite/"]
WRITTEN = ["join/", "leave/", "read/", "messages/", "invite/"]


@pytest.mark.parametrize("path", ["/chat/", "/chat/new/", *READ])
def test_visitor_logs_in_first(client, path):
    path = path.format(ConversationFactory().pk)
    assert client.get(path).url.startswith("/accounts/login/?next=/chat/")


@pytest.mark.parametrize("path", READ)
def test_stranger_can_not_read_conversation(client, ana, path):
    assert client.get(path.format(ConversationFactory().pk)).status_code == 404


@pytest.mark.parametrize("action", WRITTEN)
def test_stranger_can_not_act_in_conversation(client, ana, action):
    fields = {"body": "hi", "nonce": str(uuid.uuid4()), "invite": "eve@example.com", "seq": "1"}
    conversation = ConversationFactory()
    assert client.post(f"/chat/{conversation.pk}/{action}", fields).status_code == 404
    assert not is_in(ana, conversation)


@pytest.mark.parametrize("action", ["join/", "leave/", "read/"])
def test_changes_require_post(client, conversation, action):
    assert client.get(f"/chat/{conversation.pk}/{action}").status_code == 405


@pytest.mark.parametrize("action", WRITTEN)
def test_form_of_another_site_is_refused(conversation, ana, action):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    assert client.post(f"/chat/{conversation.pk}/{action}").status_code == 403


# The inbox ------------------------------------------------------------------------------------


def test_inbox_has_most_recently_active_first(client, ana, ben, conversation):
    other = ConversationFactory(name="Maple Ave", participants=[ana])
    # SQLite's clock has milliseconds, and both messages may get the same time.
    Conversation.objects.update(active_at=timezone.now() - timedelta(hours=1))
    send(ben, conversation)
    page = text(client.get("/chat/"))
    rows = re.findall(r'class="conversation-item" data-conversation="(\d+)"', page)
    assert [int(row) for row in rows] == [conversation.pk, other.pk]


def test_row_shows_last_message_and_unread_count(client, ana, ben, conversation):
    send(ben, conversation, "one")
    send(ben, conversation, "Does <b>Thursday</b> work?")
    row = text(client.get("/chat/"))
    assert "Does &lt;b&gt;Thursday&lt;/b&gt; work?" in row
    assert '<span class="conversation-item-unread">2</span>' in row
    send(ana, conversation, "It does")
    assert "You: It does" in text(client.get("/chat/"))


def test_row_of_group_names_sender_and_hides_deleted_message(client, ana, ben):
    trio = ConversationFactory(participants=[ana, ben, VerifiedStudentFactory()])
    message = send(ben, trio, "my secret")
    assert "Ben: my secret" in text(client.get("/chat/"))
    message_edit.delete(ben, trio.pk, message.pk)
    assert "Ben: Message deleted" in text(client.get("/chat/"))


def test_former_participant_is_still_named_as_sender(client, ana, ben, conversation):
    dev = VerifiedStudentFactory(name="Dev Patel")
    Participant.objects.create(conversation=conversation, user=dev)
    send(dev, conversation, "hi, I am new")
    Participant.objects.filter(user=dev).delete()
    assert "Dev: hi, I am new" in text(client.get("/chat/"))
    assert "log-group" in text(client.get(f"/chat/{conversation.pk}/"))


def test_inquiry_has_name_of_other_side_and_shows_listing(client, ana, ben):
    listing = ListingFactory(lister=ben, address="926 Noyes St")
    PhotoFactory(listing=listing)
    conversation_start.contact(ana, listing)
    page = text(client.get("/chat/"))
    assert "Ben Okafor" in page
    assert "Room in a 3-bed · Noyes St" in page
    assert 'class="thumbnail conversation-item-photo"' in page


def test_empty_inbox_suggests_next_step(client, ana):
    page = text_of(client.get("/chat/"))
    assert "No conversations yet" in page
    assert "Browse places" in page


def test_htmx_gets_only_the_list(client, conversation):
    page = text(client.get("/chat/", headers={"HX-Request": "true"}))
    assert page.strip().startswith('<div class="conversation-list"')
    assert "Noyes house" in page


def test_long_inbox_shows_newest_and_links_to_all(client, ana):
    for number in range(51):
        ConversationFactory(name=f"number {number}.", participants=[ana])
    page = client.get("/chat/")
    assert "number 50." in text(page)
    assert "number 0." not in text(page)
    assert 'href="/chat/?all"' in text(page)
    whole = text(client.get("/chat/?all"))
    assert "number 0." in whole
    assert "?all" not in whole


def test_inbox_makes_fixed_number_of_queries(client, ana, django_assert_max_num_queries):
    """Session, person, invitations, conversations, people, photos, unread; however many."""
    for _ in range(4):
        listing = ListingFactory()
        PhotoFactory.create_batch(2, listing=listing)
        send(listing.lister, conversation_start.contact(ana, listing))
        other = ConversationFactory(participants=[VerifiedStudentFactory()])
        Invitation.objects.create(conversation=other, email=ana.email, invited_by=ana)
    with django_assert_max_num_queries(8):
        client.get("/chat/")


# One conversation -----------------------------------------------------------------------------


def messages_in(response) -> list[str]:
    found = re.findall(r'<p class="message-body">(.*?)</p>', text(response), re.DOTALL)
    return found[:-1]  # the last is the template that scripts clone


def test_page_shows_newest_fifty_and_links_to_earlier(client, ana, ben, conversation):
    for number in range(1, 61):
        send(ben, conversation, f"m{number}")
    read_receipts.mark_read(ana, conversation.pk, 60)
    newest = client.get(f"/chat/{conversation.pk}/")
    assert messages_in(newest) == numbered(11, 60)
    assert 'href="?before=11"' in text(newest)
    earlier = client.get(f"/chat/{conversation.pk}/", {"before": "11"})
    assert messages_in(earlier) == numbered(1, 10)
    assert '<p class="chat-log-page" hidden><a class="button chat-log-earlier"' in text(earlier)
    assert "Newest messages" in text(earlier)


def test_page_opens_at_first_unread_and_links_to_later(client, ana, ben, conversation):
    for number in range(1, 121):
        send(ben, conversation, f"m{number}")
    read_receipts.mark_read(ana, conversation.pk, 30)
    page = client.get(f"/chat/{conversation.pk}/")
    assert messages_in(page) == numbered(21, 70)
    later = client.get(f"/chat/{conversation.pk}/", {"before": "121"})
    assert 'href="?before=121">' in text(page).partition("chat-log-later")[2]
    assert messages_in(later) == numbered(71, 120)
    assert "chat-log-later" not in text(later)
    assert " data-first-unread" not in text(later)


@pytest.mark.parametrize(("at", "first", "last"), [(2, 1, 26), (60, 35, 84), (119, 71, 120)])
def test_page_opens_around_seq(client, ana, ben, conversation, at, first, last):
    for number in range(1, 121):
        send(ben, conversation, f"m{number}")
    page = client.get(f"/chat/{conversation.pk}/", {"at": str(at)})
    assert messages_in(page) == numbered(first, last)
    assert re.findall(r'data-seq="(\d+)"[^>]* data-found', text(page)) == [str(at)]


@pytest.mark.parametrize("seq", ["x", "-1", "", "0", "²", "9" * 18, "9" * 30])
@pytest.mark.parametrize("name", ["before", "at"])
def test_invalid_seq_shows_newest(client, ben, conversation, name, seq):
    send(ben, conversation, "hello")
    assert messages_in(client.get(f"/chat/{conversation.pk}/", {name: seq})) == ["hello"]


def test_body_is_escaped_and_linked(client, ben, conversation):
    send(ben, conversation, '<script>alert("x")</script> see https://example.org/?a=1&b=2.')
    [body] = messages_in(client.get(f"/chat/{conversation.pk}/"))
    assert "&lt;script&gt;" in body
    assert "<script" not in body
    assert (
        '<a href="https://example.org/?a=1&amp;b=2" target="_blank" '
        'rel="noopener nofollow ugc">https://example.org/?a=1&amp;b=2</a>.' in body
    )


def test_messages_of_one_sender_and_minute_are_grouped(client, ana, ben, conversation):
    sent = [
        send(ben, conversation),
        send(ben, conversation),
        send(ana, conversation),
        send(ben, conversation),
    ]
    start = sent[0].sent_at.replace(second=5)
    for message, seconds in zip(sent, (0, 10, 20, 86_400 * 2), strict=True):
        at = start + timedelta(seconds=seconds)
        Message.objects.filter(pk=message.pk).update(sent_at=at)
    rows = re.findall(
        r'<li class="message[^>]* id="[^>]*>', text(client.get(f"/chat/{conversation.pk}/"))
    )
    marks = ("data-starts-day", "data-starts-group ", "data-ends-group")
    assert [[mark in row.replace(">", " ") for mark in marks] for row in rows] == [
        [True, True, False],
        [False, False, True],
        [False, True, True],
        [True, True, True],
    ]


def test_first_unread_message_is_marked(client, ana, ben, conversation):
    send(ben, conversation, "old")
    read_receipts.mark_read(ana, conversation.pk, 1)
    second = send(ben, conversation, "new")
    send(ben, conversation, "newer")
    page = text(client.get(f"/chat/{conversation.pk}/"))
    rows = re.findall(r'id="message-(\d+)"[^>]* data-first-unread', page)
    assert rows == [str(second.pk)]


def test_check_mark_shows_whether_everyone_has_read(client, ana, ben, conversation):
    send(ana, conversation)
    path = f"/chat/{conversation.pk}/"
    assert 'data-state="read"' not in text(client.get(path))
    read_receipts.mark_read(ben, conversation.pk, 1)
    assert 'data-state="read"' in text(client.get(path))


def test_deleted_message_leaves_tombstone(client, ana, ben, conversation):
    message = send(ben, conversation, "my secret")
    message_edit.react(ana, conversation.pk, message.pk, "👍", True)
    message_edit.delete(ben, conversation.pk, message.pk)
    page = client.get(f"/chat/{conversation.pk}/")
    assert messages_in(page) == ["Message deleted"]
    assert "👍" not in text(page).partition("message-menu")[0]


def test_listing_is_pinned_above_messages(client, ana):
    listing = ListingFactory(bedrooms=4, rent=95_000, status="pending")
    conversation = conversation_start.contact(ana, listing)
    page = client.get(f"/chat/{conversation.pk}/")
    assert f'class="pinned" href="/listings/{listing.pk}/"' in text(page)
    assert "$950" in text_of(page)
    assert "Pending" in text_of(page)


def test_pinned_draft_listing_reveals_nothing(client, ana):
    listing = ListingFactory(rent=95_000)
    conversation = conversation_start.contact(ana, listing)
    Listing.objects.filter(pk=listing.pk).update_and_record(status="draft", rent_per_person=12_300)
    page = text_of(client.get(f"/chat/{conversation.pk}/"))
    assert "is no longer available" in page
    assert "$123" not in page


def test_draft_listing_is_not_shown_in_inbox(client, ana):
    listing = ListingFactory(address="901 Noyes St")
    conversation_start.contact(ana, listing)
    assert "Noyes St" in text_of(client.get("/chat/"))
    Listing.objects.filter(pk=listing.pk).update_and_record(status="draft")
    assert "Noyes St" not in text_of(client.get("/chat/"))


def test_sender_with_deleted_account_is_someone_who_left(client, ana, conversation):
    gone = VerifiedStudentFactory()
    trio = ConversationFactory(participants=[ana, gone])
    send(gone, trio, "bye")
    gone.delete()
    page = client.get(f"/chat/{trio.pk}/")
    assert messages_in(page) == ["bye"]
    assert '<p class="message-name">Someone who left</p>' in text(page)


def test_conversation_page_makes_fixed_number_of_queries(
    client, ana, ben, conversation, django_assert_max_num_queries
):
    """Those of the inbox, and: this one, its people twice, its messages, their files, photos."""
    people = [ana, *VerifiedStudentFactory.create_batch(4)]
    crowd = ConversationFactory(participants=people, listing=ListingFactory())
    for person in people * 3:
        send(person, crowd)
    with django_assert_max_num_queries(15):
        client.get(f"/chat/{crowd.pk}/")


def test_only_button_marks_as_read(client, ana, ben, conversation):
    send(ben, conversation)
    send(ben, conversation)
    client.get(f"/chat/{conversation.pk}/")
    participant = Participant.objects.get(user=ana, conversation=conversation)
    assert participant.read_seq == 0
    assert (
        client.post(f"/chat/{conversation.pk}/read/", {"seq": "1"}).url
        == f"/chat/{conversation.pk}/"
    )
    participant.refresh_from_db()
    assert participant.read_seq == 1
    assert client.post(f"/chat/{conversation.pk}/read/", {"seq": "x"}).status_code == 400


# Messages over HTTP ---------------------------------------------------------------------------


def test_history_is_paged_by_seq(client, ben, conversation):
    for number in range(1, 56):
        send(ben, conversation, f"m{number}")
    path = f"/chat/{conversation.pk}/messages/"
    page = client.get(path, {"before": "6"}).json()
    assert [m["body"] for m in page["messages"]] == ["m1", "m2", "m3", "m4", "m5"]
    newest = client.get(path).json()
    assert [m["seq"] for m in newest["messages"]] == list(range(6, 56))
    assert newest["version"] == 55


def test_catch_up_is_by_version(client, ben, conversation):
    first, second = send(ben, conversation), send(ben, conversation)
    message_edit.edit(ben, conversation.pk, first.pk, "changed")
    page = client.get(f"/chat/{conversation.pk}/messages/", {"after": "1"}).json()
    assert [m["id"] for m in page["messages"]] == [second.pk, first.pk]
    assert page["version"] == 3


@pytest.mark.parametrize("query", ["before=x", "after=-1", "after=1.5", "before=" + "9" * 30])
def test_invalid_number_is_refused_with_detail(client, conversation, query):
    answer = client.get(f"/chat/{conversation.pk}/messages/?{query}")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"


def test_send_for_json_returns_stored_message(client, conversation):
    nonce = str(uuid.uuid4())
    answers = [post(client, conversation, " hi\r\n", nonce, **JSON) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["body"] == " hi\r\n"
    assert Message.objects.count() == 1


def test_send_by_form_redirects_to_conversation(client, conversation):
    assert post(client, conversation, "one\r\ntwo").url == f"/chat/{conversation.pk}/"
    assert Message.objects.get().body == "one\ntwo"


@pytest.mark.parametrize(
    ("body", "code"), [("", "invalid"), ("a\0b", "invalid"), ("x" * 4001, "too_long")]
)
def test_refusal_has_detail(client, conversation, body, code):
    answer = post(client, conversation, body, **JSON)
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert Message.objects.count() == 0


def test_refused_form_keeps_input(client, conversation):
    answer = post(client, conversation, "long " * 900)
    assert answer.status_code == 400
    assert "long " * 900 in text(answer)
    assert "A message can have at most 4,000 characters." in text(answer)


def test_form_without_nonce_is_refused(client, conversation):
    answer = client.post(f"/chat/{conversation.pk}/messages/", {"body": "hi"})
    assert answer.status_code == 400
    assert Message.objects.count() == 0


def test_flood_is_refused_and_keeps_input(client, conversation, limited):
    for number in range(200):  # tokens are added meanwhile, but more slowly
        answer = post(client, conversation, f"number {number}")
        if answer.status_code != 302:
            break
    assert answer.status_code == 429
    assert f"number {number}" in text(answer)
    assert Message.objects.count() == number >= 30


# Starting a conversation ------------------------------------------------------------------------


def start(client, name="Fall", invite=""):
    return client.post("/chat/new/", {"name": name, "invite": invite})


@pytest.mark.parametrize("invite", ["new@example.com", ""])
def test_new_conversation_reports_invitations(client, ana, invite):
    page = text(client.get(start(client, invite=invite).url))
    assert ("once they accept.</p>" in page) is bool(invite)


def test_conversation_needs_name(client, ana):
    assert "Give it a name" in text(start(client, name=""))


def test_new_conversation_has_only_its_starter(client, ana, ben):
    answer = start(client, invite=f"{ben.email}\nnew@example.com")
    conversation = Conversation.objects.get()
    assert answer.url == f"/chat/{conversation.pk}/"
    assert list(conversation.participants.all()) == [ana]
    assert set(conversation.invitations.values_list("email", flat=True)) == {
        ben.email,
        "new@example.com",
    }


def test_response_does_not_reveal_accounts(client, ana, ben):
    known, unknown = start(client, invite=ben.email), start(client, invite="new@example.com")
    pages = [text_of(client.get(answer.url)) for answer in (known, unknown)]
    assert (known.status_code, unknown.status_code) == (302, 302)
    assert "Nobody else is here" in pages[0]
    assert "Nobody else is here" in pages[1]


@pytest.mark.parametrize(
    ("name", "invite", "error"),
    [
        ("", "", "Give it a name"),
        ("Fall", "no address", "“no address” isn’t an email address."),
        ("Fall", "\n".join(f"p{n}@example.com" for n in range(21)), "at most 20 people"),
        ("x" * 81, "", "at most 80 characters"),
        ("Fall", "ana@" + "example." * 31 + "com", "an email address."),
        ("Won! https://evil.example", "", "without a link"),
    ],
)
def test_invalid_input_shows_error_and_is_kept(client, ana, name, invite, error):
    answer = start(client, name, invite)
    assert answer.status_code == 200
    assert error in text(answer)
    assert invite in text(answer)
    assert name in text(answer)
    assert not Conversation.objects.exists()


def test_new_conversations_are_rate_limited(client, ana, limited):
    for number in range(CONVERSATIONS.amount):
        assert start(client, f"number {number}").status_code == 302
    assert "Try again in 3 minutes" in text(start(client, "one more"))
    assert Conversation.objects.count() == CONVERSATIONS.amount


# Invitations ----------------------------------------------------------------------------------


@pytest.fixture
def invited(ana, ben):
    """Ben invites Ana."""
    conversation = ConversationFactory(name="Maple Ave", participants=[ben])
    Invitation.objects.create(conversation=conversation, email=ana.email, invited_by=ben)
    return conversation


def test_invitation_is_shown_in_inbox(client, invited):
    page = text_of(client.get("/chat/"))
    assert "Ben Okafor invites you to Maple Ave" in page
    assert client.get(f"/chat/{invited.pk}/").status_code == 404


def test_joining_adds_participant(client, ana, invited):
    assert client.post(f"/chat/{invited.pk}/join/").url == f"/chat/{invited.pk}/"
    assert is_in(ana, invited)
    assert not Invitation.objects.exists()


def test_joining_number_beyond_database_range_is_not_found(client, ana):
    assert client.post(f"/chat/{2**63}/join/").status_code == 404


def test_leaving_removes_conversation_from_inbox(client, ana, conversation):
    assert client.post(f"/chat/{conversation.pk}/leave/", follow=True).status_code == 200
    assert client.get(f"/chat/{conversation.pk}/").status_code == 404
    assert not is_in(ana, conversation)


def test_participant_invites_more_people(client, conversation):
    page = client.post(
        f"/chat/{conversation.pk}/invite/", {"invite": "new@example.com"}, follow=True
    )
    assert page.redirect_chain == [(f"/chat/{conversation.pk}/", 302)]
    assert [invitation.email for invitation in conversation.invitations.all()] == [
        "new@example.com"
    ]


@pytest.mark.parametrize("invite", ["", "no address", f"ben@{'ü' * 60}.com"])
def test_invalid_invitation_shows_error_and_is_kept(client, conversation, invite):
    answer = client.post(f"/chat/{conversation.pk}/invite/", {"invite": invite})
    assert answer.status_code == 200
    assert 'class="errorlist"' in text(answer)
    assert not Invitation.objects.exists()


def test_invitations_are_rate_limited(client, conversation, limited):
    for batch in range(2):
        lines = "\n".join(f"p{batch}x{number}@example.com" for number in range(20))
        assert client.post(f"/chat/{conversation.pk}/invite/", {"invite": lines}).status_code == 302
    answer = client.post(f"/chat/{conversation.pk}/invite/", {"invite": "more@example.com"})
    assert "a lot of invitations. Try again in 36 minutes." in text(answer)
    assert conversation.invitations.count() == 40


def test_same_address_has_one_invitation(client, conversation, ben, limited):
    answers = [
        client.post(f"/chat/{conversation.pk}/invite/", {"invite": ben.email}).status_code
        for _ in range(40)
    ]
    assert answers[:30] == [302] * 30
    assert answers[-1] == 200


def test_nobody_is_invited_to_inquiry(client, ana):
    conversation = conversation_start.contact(ana, ListingFactory())
    assert client.get(f"/chat/{conversation.pk}/invite/").status_code == 404
    assert "Invite more people" not in text(client.get(f"/chat/{conversation.pk}/"))


def test_nobody_is_invited_to_inquiry_about_deleted_listing(client, ana):
    listing = ListingFactory()
    conversation = conversation_start.contact(ana, listing)
    listing.delete()
    assert client.get(f"/chat/{conversation.pk}/invite/").status_code == 404
    assert "Invite more people" not in text(client.get(f"/chat/{conversation.pk}/"))


def test_conversation_name_is_one_line(client, ana):
    start(client, "Fall\r\nBcc: everyone")
    assert Conversation.objects.get().name == "Fall Bcc: everyone"


# Contacting a lister ---------------------------------------------------------------------------


def test_repeated_contact_opens_same_conversation(client, ana):
    listing = ListingFactory()
    answers = [client.post(f"/listings/{listing.pk}/contact/") for _ in range(2)]
    conversation = Conversation.objects.get()
    assert [answer.url for answer in answers] == [f"/chat/{conversation.pk}/"] * 2
    assert set(conversation.participants.all()) == {ana, listing.lister}


@pytest.mark.parametrize("status", ["taken", "expired"])
def test_closed_listing_can_not_be_contacted(client, ana, status):
    listing = ListingFactory(status=status)
    answer = client.post(f"/listings/{listing.pk}/contact/", follow=True)
    assert "This place is no longer offered." in text(answer)
    assert not Conversation.objects.exists()


def test_own_listing_and_draft_can_not_be_contacted(client, ana):
    mine, draft = ListingFactory(lister=ana), ListingFactory(status="draft")
    assert client.post(f"/listings/{mine.pk}/contact/").url == f"/listings/{mine.pk}/"
    assert client.post(f"/listings/{draft.pk}/contact/").status_code == 404
    assert not Conversation.objects.exists()


def test_visitor_logs_in_before_contact(client):
    url = f"/listings/{ListingFactory().pk}/contact/"
    assert client.post(url).url == f"/accounts/login/?next={url}"
    client.post("/accounts/login/", {"login": UserFactory().email, "password": PASSWORD})
    assert client.get(url).url == Conversation.objects.get().get_absolute_url()


def test_get_alone_starts_no_conversation(client):
    listing, other = ListingFactory.create_batch(2)
    url = f"/listings/{listing.pk}/contact/"
    assert client.get(url).url == f"/accounts/login/?next={url}"
    client.post(f"/listings/{other.pk}/contact/")
    client.force_login(UserFactory())
    assert client.get(url).url == listing.get_absolute_url()
    assert not Conversation.objects.exists()
