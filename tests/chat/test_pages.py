"""The chat over HTTP: its pages and forms, and the JSON beside the socket."""

import re
import threading
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


def say(user, conversation, body="hi") -> Message:
    return message_send.send(user, conversation.pk, uuid.uuid4(), body)


def post(client, conversation, body="hi", nonce=None, **headers):
    words = {"body": body, "nonce": nonce or str(uuid.uuid4())}
    return client.post(f"/chat/{conversation.pk}/messages/", words, headers=headers)


def numbered(first: int, last: int) -> list[str]:
    return [f"m{number}" for number in range(first, last + 1)]


def text(response) -> str:
    return response.content.decode()


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text(response)))


def is_in(user, conversation) -> bool:
    return Participant.objects.filter(user=user, conversation=conversation).exists()


# Who may come in ------------------------------------------------------------------------------

READ = ["/chat/{0}/", "/chat/{0}/messages/", "/chat/{0}/messages/?after=0", "/chat/{0}/invite/"]
WRITTEN = ["join/", "leave/", "read/", "messages/", "invite/"]


@pytest.mark.parametrize("path", ["/chat/", "/chat/new/", *READ])
def test_a_visitor_logs_in_first(client, path):
    path = path.format(ConversationFactory().pk)
    assert client.get(path).url.startswith("/accounts/login/?next=/chat/")


@pytest.mark.parametrize("path", READ)
def test_a_stranger_finds_no_conversation_to_read(client, ana, path):
    assert client.get(path.format(ConversationFactory().pk)).status_code == 404


@pytest.mark.parametrize("action", WRITTEN)
def test_a_stranger_finds_no_conversation_to_act_in(client, ana, action):
    words = {"body": "hi", "nonce": str(uuid.uuid4()), "invite": "eve@example.com", "seq": "1"}
    conversation = ConversationFactory()
    assert client.post(f"/chat/{conversation.pk}/{action}", words).status_code == 404
    assert not is_in(ana, conversation)


@pytest.mark.parametrize("action", ["join/", "leave/", "read/"])
def test_what_changes_something_is_posted(client, talk, action):
    assert client.get(f"/chat/{talk.pk}/{action}").status_code == 405


@pytest.mark.parametrize("action", WRITTEN)
def test_a_form_of_another_site_is_refused(talk, ana, action):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    assert client.post(f"/chat/{talk.pk}/{action}").status_code == 403


# The inbox ------------------------------------------------------------------------------------


def test_the_inbox_has_the_newest_talk_first(client, ana, ben, talk):
    other = ConversationFactory(name="Maple Ave", participants=[ana])
    # SQLite tells the time in milliseconds, and both may fall into one.
    Conversation.objects.update(active_at=timezone.now() - timedelta(hours=1))
    say(ben, talk)
    page = text(client.get("/chat/"))
    rows = re.findall(r'class="conversation-item" data-conversation="(\d+)"', page)
    assert [int(row) for row in rows] == [talk.pk, other.pk]


def test_a_row_tells_who_said_what_last_and_how_much_is_unread(client, ana, ben, talk):
    say(ben, talk, "one")
    say(ben, talk, "Does <b>Thursday</b> work?")
    row = text(client.get("/chat/"))
    assert "Does &lt;b&gt;Thursday&lt;/b&gt; work?" in row
    assert '<span class="conversation-item-unread">2</span>' in row
    say(ana, talk, "It does")
    assert "You: It does" in text(client.get("/chat/"))


def test_a_row_in_a_group_names_the_speaker_and_hides_what_was_deleted(client, ana, ben):
    trio = ConversationFactory(participants=[ana, ben, VerifiedStudentFactory()])
    message = say(ben, trio, "my secret")
    assert "Ben: my secret" in text(client.get("/chat/"))
    message_edit.delete(ben, trio.pk, message.pk)
    assert "Ben: Message deleted" in text(client.get("/chat/"))


def test_who_has_left_is_still_named_beside_what_they_said(client, ana, ben, talk):
    dev = VerifiedStudentFactory(name="Dev Patel")
    Participant.objects.create(conversation=talk, user=dev)
    say(dev, talk, "hi, I am new")
    Participant.objects.filter(user=dev).delete()
    assert "Dev: hi, I am new" in text(client.get("/chat/"))
    assert "log-group" in text(client.get(f"/chat/{talk.pk}/"))


def test_an_inquiry_goes_by_the_other_person_and_shows_the_place(client, ana, ben):
    listing = ListingFactory(lister=ben, address="926 Noyes St")
    PhotoFactory(listing=listing)
    conversation_start.contact(ana, listing)
    page = text(client.get("/chat/"))
    assert "Ben Okafor" in page
    assert "Room in a 3-bed · Noyes St" in page
    assert 'class="conversation-item-photo"' in page


def test_an_empty_inbox_says_what_to_do_next(client, ana):
    page = text_of(client.get("/chat/"))
    assert "No conversations yet" in page
    assert "Browse places" in page


def test_with_htmx_the_list_comes_alone(client, talk):
    page = text(client.get("/chat/", headers={"HX-Request": "true"}))
    assert page.strip().startswith('<div class="conversation-list"')
    assert "Noyes house" in page


def test_a_long_inbox_shows_the_newest_and_leads_to_all(client, ana):
    for number in range(51):
        ConversationFactory(name=f"number {number}.", participants=[ana])
    page = client.get("/chat/")
    assert "number 50." in text(page)
    assert "number 0." not in text(page)
    assert 'href="/chat/?all"' in text(page)
    whole = text(client.get("/chat/?all"))
    assert "number 0." in whole
    assert "?all" not in whole


def test_the_inbox_makes_a_fixed_number_of_queries(client, ana, django_assert_max_num_queries):
    """Session, person, invitations, conversations, people, photos, unread; however many."""
    for _ in range(4):
        listing = ListingFactory()
        PhotoFactory.create_batch(2, listing=listing)
        say(listing.lister, conversation_start.contact(ana, listing))
        other = ConversationFactory(participants=[VerifiedStudentFactory()])
        Invitation.objects.create(conversation=other, email=ana.email, invited_by=ana)
    with django_assert_max_num_queries(8):
        client.get("/chat/")


# One conversation -----------------------------------------------------------------------------


def messages_in(response) -> list[str]:
    found = re.findall(r'<p class="message-body">(.*?)</p>', text(response), re.DOTALL)
    return found[:-1]  # the last is the template that scripts clone


def test_it_shows_the_newest_fifty_and_leads_to_the_earlier_ones(client, ana, ben, talk):
    for number in range(1, 61):
        say(ben, talk, f"m{number}")
    read_receipts.mark_read(ana, talk.pk, 60)
    newest = client.get(f"/chat/{talk.pk}/")
    assert messages_in(newest) == numbered(11, 60)
    assert 'href="?before=11"' in text(newest)
    earlier = client.get(f"/chat/{talk.pk}/", {"before": "11"})
    assert messages_in(earlier) == numbered(1, 10)
    assert '<p class="chat-log-page" hidden><a class="button chat-log-earlier"' in text(earlier)
    assert "Newest messages" in text(earlier)


def test_it_opens_at_what_is_new_and_leads_on_from_there(client, ana, ben, talk):
    for number in range(1, 121):
        say(ben, talk, f"m{number}")
    read_receipts.mark_read(ana, talk.pk, 30)
    page = client.get(f"/chat/{talk.pk}/")
    assert messages_in(page) == numbered(21, 70)
    later = client.get(f"/chat/{talk.pk}/", {"before": "121"})
    assert 'href="?before=121">' in text(page).partition("log-later")[2]
    assert messages_in(later) == numbered(71, 120)
    assert "log-later" not in text(later)
    assert " data-first-unread" not in text(later)


@pytest.mark.parametrize(("at", "first", "last"), [(2, 1, 26), (60, 35, 84), (119, 71, 120)])
def test_it_opens_around_a_place(client, ana, ben, talk, at, first, last):
    for number in range(1, 121):
        say(ben, talk, f"m{number}")
    page = client.get(f"/chat/{talk.pk}/", {"at": str(at)})
    assert messages_in(page) == numbered(first, last)
    assert re.findall(r'data-seq="(\d+)"[^>]* data-found', text(page)) == [str(at)]


@pytest.mark.parametrize("place", ["x", "-1", "", "0", "²", "9" * 18, "9" * 30])
@pytest.mark.parametrize("name", ["before", "at"])
def test_a_place_that_makes_no_sense_is_the_newest(client, ben, talk, name, place):
    say(ben, talk, "hello")
    assert messages_in(client.get(f"/chat/{talk.pk}/", {name: place})) == ["hello"]


def test_what_people_write_is_escaped_and_its_addresses_are_links(client, ben, talk):
    say(ben, talk, '<script>alert("x")</script> see https://example.org/?a=1&b=2.')
    [body] = messages_in(client.get(f"/chat/{talk.pk}/"))
    assert "&lt;script&gt;" in body
    assert "<script" not in body
    assert (
        '<a href="https://example.org/?a=1&amp;b=2" target="_blank" '
        'rel="noopener nofollow ugc">https://example.org/?a=1&amp;b=2</a>.' in body
    )


def test_messages_of_one_sender_and_minute_stand_together(client, ana, ben, talk):
    sent = [say(ben, talk), say(ben, talk), say(ana, talk), say(ben, talk)]
    start = sent[0].sent_at.replace(second=5)
    for message, seconds in zip(sent, (0, 10, 20, 86_400 * 2), strict=True):
        at = start + timedelta(seconds=seconds)
        Message.objects.filter(pk=message.pk).update(sent_at=at)
    rows = re.findall(r'<li class="message[^>]* id="[^>]*>', text(client.get(f"/chat/{talk.pk}/")))
    marks = ("data-starts-day", "data-starts-group ", "data-ends-group")
    assert [[mark in row.replace(">", " ") for mark in marks] for row in rows] == [
        [True, True, False],
        [False, False, True],
        [False, True, True],
        [True, True, True],
    ]


def test_the_first_unread_message_is_marked(client, ana, ben, talk):
    say(ben, talk, "old")
    read_receipts.mark_read(ana, talk.pk, 1)
    second = say(ben, talk, "new")
    say(ben, talk, "newer")
    page = text(client.get(f"/chat/{talk.pk}/"))
    rows = re.findall(r'id="message-(\d+)"[^>]* data-first-unread', page)
    assert rows == [str(second.pk)]


def test_a_tick_tells_whether_everyone_has_read_it(client, ana, ben, talk):
    say(ana, talk)
    path = f"/chat/{talk.pk}/"
    assert 'data-state="read"' not in text(client.get(path))
    read_receipts.mark_read(ben, talk.pk, 1)
    assert 'data-state="read"' in text(client.get(path))


def test_a_deleted_message_leaves_a_tombstone(client, ana, ben, talk):
    message = say(ben, talk, "my secret")
    message_edit.react(ana, talk.pk, message.pk, "👍", True)
    message_edit.delete(ben, talk.pk, message.pk)
    page = client.get(f"/chat/{talk.pk}/")
    assert messages_in(page) == ["Message deleted"]
    assert "👍" not in text(page).partition("message-menu")[0]


def test_the_place_stays_pinned_above_the_talk(client, ana):
    listing = ListingFactory(bedrooms=4, rent=95_000, status="pending")
    conversation = conversation_start.contact(ana, listing)
    page = client.get(f"/chat/{conversation.pk}/")
    assert f'class="pinned" href="/listings/{listing.pk}/"' in text(page)
    assert "$950" in text_of(page)
    assert "Pending" in text_of(page)


def test_a_place_taken_back_to_a_draft_shows_nothing_of_itself(client, ana):
    listing = ListingFactory(rent=95_000)
    conversation = conversation_start.contact(ana, listing)
    Listing.objects.filter(pk=listing.pk).update(status="draft", rent_per_person=12_300)
    page = text_of(client.get(f"/chat/{conversation.pk}/"))
    assert "is no longer available" in page.replace("&#x27;", "'")
    assert "$123" not in page


def test_a_place_taken_back_to_a_draft_is_not_listed_with_its_talk(client, ana):
    listing = ListingFactory(address="901 Noyes St")
    conversation_start.contact(ana, listing)
    assert "Noyes St" in text_of(client.get("/chat/"))
    Listing.objects.filter(pk=listing.pk).update(status="draft")
    assert "Noyes St" not in text_of(client.get("/chat/"))


def test_a_sender_whose_account_is_gone_is_someone_who_left(client, ana, talk):
    gone = VerifiedStudentFactory()
    trio = ConversationFactory(participants=[ana, gone])
    say(gone, trio, "bye")
    gone.delete()
    page = client.get(f"/chat/{trio.pk}/")
    assert messages_in(page) == ["bye"]
    assert '<p class="message-name">Someone who left</p>' in text(page)


def test_a_conversation_makes_a_fixed_number_of_queries(
    client, ana, ben, talk, django_assert_max_num_queries
):
    """Those of the inbox, and: this one, its people twice, its messages, their files, photos."""
    people = [ana, *VerifiedStudentFactory.create_batch(4)]
    crowd = ConversationFactory(participants=people, listing=ListingFactory())
    for person in people * 3:
        say(person, crowd)
    with django_assert_max_num_queries(15):
        client.get(f"/chat/{crowd.pk}/")


def test_a_page_marks_nothing_as_read_but_the_button_does(client, ana, ben, talk):
    say(ben, talk)
    say(ben, talk)
    client.get(f"/chat/{talk.pk}/")
    place = Participant.objects.get(user=ana, conversation=talk)
    assert place.read_seq == 0
    assert client.post(f"/chat/{talk.pk}/read/", {"seq": "1"}).url == f"/chat/{talk.pk}/"
    place.refresh_from_db()
    assert place.read_seq == 1
    assert client.post(f"/chat/{talk.pk}/read/", {"seq": "x"}).status_code == 400


# Messages over HTTP ---------------------------------------------------------------------------


def test_history_comes_by_place(client, ben, talk):
    for number in range(1, 56):
        say(ben, talk, f"m{number}")
    path = f"/chat/{talk.pk}/messages/"
    page = client.get(path, {"before": "6"}).json()
    assert [m["body"] for m in page["messages"]] == ["m1", "m2", "m3", "m4", "m5"]
    newest = client.get(path).json()
    assert [m["seq"] for m in newest["messages"]] == list(range(6, 56))
    assert newest["version"] == 55


def test_catching_up_comes_by_version(client, ben, talk):
    first, second = say(ben, talk), say(ben, talk)
    message_edit.edit(ben, talk.pk, first.pk, "changed")
    page = client.get(f"/chat/{talk.pk}/messages/", {"after": "1"}).json()
    assert [m["id"] for m in page["messages"]] == [second.pk, first.pk]
    assert page["version"] == 3


@pytest.mark.parametrize("query", ["before=x", "after=-1", "after=1.5", "before=" + "9" * 30])
def test_a_number_that_is_none_is_refused_in_words(client, talk, query):
    answer = client.get(f"/chat/{talk.pk}/messages/?{query}")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"


def test_a_message_sent_for_json_comes_back_as_stored(client, talk):
    nonce = str(uuid.uuid4())
    answers = [post(client, talk, " hi\r\n", nonce, **JSON) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["body"] == " hi\r\n"
    assert Message.objects.count() == 1


def test_a_message_sent_by_a_form_leads_back(client, talk):
    assert post(client, talk, "one\r\ntwo").url == f"/chat/{talk.pk}/"
    assert Message.objects.get().body == "one\ntwo"


@pytest.mark.parametrize(
    ("body", "code"), [("", "invalid"), ("a\0b", "invalid"), ("x" * 4001, "too_long")]
)
def test_what_is_refused_is_refused_in_words(client, talk, body, code):
    answer = post(client, talk, body, **JSON)
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert Message.objects.count() == 0


def test_a_form_that_is_refused_keeps_what_was_written(client, talk):
    answer = post(client, talk, "long " * 900)
    assert answer.status_code == 400
    assert "long " * 900 in text(answer)
    assert "A message can have at most 4,000 characters." in text(answer)


def test_a_form_without_a_nonce_is_refused(client, talk):
    answer = client.post(f"/chat/{talk.pk}/messages/", {"body": "hi"})
    assert answer.status_code == 400
    assert Message.objects.count() == 0


def test_a_flood_is_stopped_and_keeps_what_was_written(client, talk, limited):
    for number in range(200):  # the allowance fills up again meanwhile, but slower
        answer = post(client, talk, f"number {number}")
        if answer.status_code != 302:
            break
    assert answer.status_code == 429
    assert f"number {number}" in text(answer)
    assert Message.objects.count() == number >= 30


# Starting one ---------------------------------------------------------------------------------


def start(client, name="Fall", invite=""):
    return client.post("/chat/new/", {"name": name, "invite": invite})


@pytest.mark.parametrize("invite", ["new@example.com", ""])
def test_a_new_conversation_says_that_people_are_invited(client, ana, invite):
    page = text(client.get(start(client, invite=invite).url))
    assert ("in once they accept.</p>" in page) is bool(invite)


def test_a_conversation_without_a_name_is_asked_for_one(client, ana):
    assert "Give it a name" in text(start(client, name=""))


def test_a_new_conversation_has_its_starter_alone_in_it(client, ana, ben):
    answer = start(client, invite=f"{ben.email}\nnew@example.com")
    conversation = Conversation.objects.get()
    assert answer.url == f"/chat/{conversation.pk}/"
    assert list(conversation.participants.all()) == [ana]
    assert set(conversation.invitations.values_list("email", flat=True)) == {
        ben.email,
        "new@example.com",
    }


def test_the_answer_is_the_same_with_an_account_and_without(client, ana, ben):
    known, unknown = start(client, invite=ben.email), start(client, invite="new@example.com")
    pages = [text_of(client.get(answer.url)) for answer in (known, unknown)]
    assert (known.status_code, unknown.status_code) == (302, 302)
    assert "Nobody else is in it" in pages[0]
    assert "Nobody else is in it" in pages[1]


@pytest.mark.parametrize(
    ("name", "invite", "words"),
    [
        ("", "", "Give it a name"),
        ("Fall", "no address", "“no address” isn&#x27;t an email address."),
        ("Fall", "\n".join(f"p{n}@example.com" for n in range(21)), "at most 20 people"),
        ("x" * 81, "", "at most 80 characters"),
        ("Fall", "ana@" + "example." * 31 + "com", "an email address."),
        ("Won! https://evil.example", "", "without a link"),
    ],
)
def test_bad_input_is_told_and_kept(client, ana, name, invite, words):
    answer = start(client, name, invite)
    assert answer.status_code == 200
    assert words in text(answer)
    assert invite in text(answer)
    assert name in text(answer)
    assert not Conversation.objects.exists()


def test_too_many_new_conversations_wait(client, ana, limited):
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


def test_an_invitation_waits_in_the_inbox(client, invited):
    page = text_of(client.get("/chat/"))
    assert "Ben Okafor invites you to Maple Ave" in page
    assert client.get(f"/chat/{invited.pk}/").status_code == 404


def test_joining_makes_one_a_participant(client, ana, invited):
    assert client.post(f"/chat/{invited.pk}/join/").url == f"/chat/{invited.pk}/"
    assert is_in(ana, invited)
    assert not Invitation.objects.exists()


def test_there_is_no_joining_a_number_that_no_database_holds(client, ana):
    assert client.post(f"/chat/{2**63}/join/").status_code == 404


def test_leaving_takes_the_conversation_away(client, ana, talk):
    assert client.post(f"/chat/{talk.pk}/leave/", follow=True).status_code == 200
    assert client.get(f"/chat/{talk.pk}/").status_code == 404
    assert not is_in(ana, talk)


def test_a_participant_invites_more(client, talk):
    page = client.post(f"/chat/{talk.pk}/invite/", {"invite": "new@example.com"}, follow=True)
    assert page.redirect_chain == [(f"/chat/{talk.pk}/", 302)]
    assert [invitation.email for invitation in talk.invitations.all()] == ["new@example.com"]


@pytest.mark.parametrize("invite", ["", "no address", f"ben@{'ü' * 60}.com"])
def test_a_bad_invitation_is_told_and_kept(client, talk, invite):
    answer = client.post(f"/chat/{talk.pk}/invite/", {"invite": invite})
    assert answer.status_code == 200
    assert 'class="errorlist"' in text(answer)
    assert not Invitation.objects.exists()


def test_too_many_invitations_wait(client, talk, limited):
    for batch in range(2):
        lines = "\n".join(f"p{batch}x{number}@example.com" for number in range(20))
        assert client.post(f"/chat/{talk.pk}/invite/", {"invite": lines}).status_code == 302
    answer = client.post(f"/chat/{talk.pk}/invite/", {"invite": "more@example.com"})
    assert "a lot of invitations. Try again in 36 minutes." in text(answer)
    assert talk.invitations.count() == 40


def test_the_same_person_is_not_invited_again_and_again(client, talk, ben, limited):
    answers = [
        client.post(f"/chat/{talk.pk}/invite/", {"invite": ben.email}).status_code
        for _ in range(40)
    ]
    assert answers[:30] == [302] * 30
    assert answers[-1] == 200


def test_nobody_is_invited_into_an_inquiry(client, ana):
    conversation = conversation_start.contact(ana, ListingFactory())
    assert client.get(f"/chat/{conversation.pk}/invite/").status_code == 404
    assert "Invite more people" not in text(client.get(f"/chat/{conversation.pk}/"))


def test_nor_once_its_place_is_deleted(client, ana):
    listing = ListingFactory()
    conversation = conversation_start.contact(ana, listing)
    listing.delete()
    assert client.get(f"/chat/{conversation.pk}/invite/").status_code == 404
    assert "Invite more people" not in text(client.get(f"/chat/{conversation.pk}/"))


def test_the_name_of_a_conversation_is_one_line(client, ana):
    start(client, "Fall\r\nBcc: everyone")
    assert Conversation.objects.get().name == "Fall Bcc: everyone"


@pytest.mark.django_db(transaction=True)
def test_who_has_no_account_gets_a_mail_and_who_has_one_does_not(client, ana, ben, mailoutbox):
    before = set(threading.enumerate())
    start(client, "Fall", f"{ben.email}\nnew@example.com")
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    [mail] = mailoutbox
    assert mail.to == ["new@example.com"]
    assert mail.subject == "You’re invited to a conversation on NU Housing"
    assert "Invited by: “Ana Lopez”" in mail.body
    assert "Conversation: “Fall”" in mail.body
    assert "http://localhost:8000/chat/" in mail.body


# Asking about a place -------------------------------------------------------------------------


def test_contact_opens_one_conversation_however_often(client, ana):
    listing = ListingFactory()
    answers = [client.post(f"/listings/{listing.pk}/contact/") for _ in range(2)]
    conversation = Conversation.objects.get()
    assert [answer.url for answer in answers] == [f"/chat/{conversation.pk}/"] * 2
    assert set(conversation.participants.all()) == {ana, listing.lister}


@pytest.mark.parametrize("status", ["taken", "expired"])
def test_what_is_not_offered_cannot_be_asked_for(client, ana, status):
    listing = ListingFactory(status=status)
    answer = client.post(f"/listings/{listing.pk}/contact/", follow=True)
    assert "This place is no longer offered." in text(answer)
    assert not Conversation.objects.exists()


def test_one_cannot_ask_oneself_nor_for_a_strangers_draft(client, ana):
    mine, draft = ListingFactory(lister=ana), ListingFactory(status="draft")
    assert client.post(f"/listings/{mine.pk}/contact/").url == f"/listings/{mine.pk}/"
    assert client.post(f"/listings/{draft.pk}/contact/").status_code == 404
    assert not Conversation.objects.exists()


def test_a_visitor_logs_in_before_asking(client):
    url = f"/listings/{ListingFactory().pk}/contact/"
    assert client.post(url).url == f"/accounts/login/?next={url}"
    client.post("/accounts/login/", {"login": UserFactory().email, "password": PASSWORD})
    assert client.get(url).url == Conversation.objects.get().get_absolute_url()


def test_a_link_alone_opens_no_conversation(client):
    listing, other = ListingFactory.create_batch(2)
    url = f"/listings/{listing.pk}/contact/"
    assert client.get(url).url == f"/accounts/login/?next={url}"
    client.post(f"/listings/{other.pk}/contact/")
    client.force_login(UserFactory())
    assert client.get(url).url == listing.get_absolute_url()
    assert not Conversation.objects.exists()
