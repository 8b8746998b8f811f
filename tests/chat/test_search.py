"""Message search, which is the same on both databases."""

import re
import uuid
from html import unescape

import pytest
from django.db import connection

from chat.actions import message_edit, message_send
from chat.membership import participants
from chat.models import Message
from chat.search.excerpts import MAX_LENGTH, excerpt
from chat.search.query_parser import parse
from tests.support.factories import ConversationFactory, MessageFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db


def search(client, q, **query):
    return client.get("/chat/search/", {"q": q, **query})


def hits(answer) -> list[str]:
    found = re.findall(r'class="hit-excerpt">.*?</span>(.*?)</span>', answer.content.decode(), re.S)
    return [unescape(re.sub(r"<[^>]+>", "", text)).strip() for text in found]


def summary(answer) -> str:
    [text] = re.findall(r'id="search-summary"[^>]*>(.*?)</p>', answer.content.decode(), re.S)
    return text.strip()


# Scope ----------------------------------------------------------------------------------------


def test_visitor_logs_in_first(client):
    assert search(client, "rent").url.startswith("/accounts/login/?next=/chat/search/")


def test_search_covers_only_own_conversations(client, ana, ben, conversation):
    MessageFactory(conversation=conversation, sender=ben, body="the rent is fine")
    stranger = ConversationFactory(participants=[ben, VerifiedStudentFactory()])
    MessageFactory(conversation=stranger, body="the rent is a secret")
    assert hits(search(client, "rent")) == ["the rent is fine"]


def test_conversation_that_was_left_is_not_searched(client, ana, ben, conversation):
    MessageFactory(conversation=conversation, sender=ben, body="the rent")
    participants.leave(ana, conversation.pk)
    assert hits(search(client, "rent")) == []


def test_deleted_and_replaced_text_is_not_found(client, ana, ben, conversation):
    gone, changed = (
        message_send.send(ben, conversation.pk, uuid.uuid4(), "the rent") for _ in range(2)
    )
    message_edit.delete(ben, conversation.pk, gone.pk)
    message_edit.edit(ben, conversation.pk, changed.pk, "the lease")
    assert hits(search(client, "rent")) == []
    assert hits(search(client, "lease")) == ["the lease"]


def test_search_in_one_conversation(client, ana, ben, conversation):
    other = ConversationFactory(name="Maple Ave", participants=[ana, ben])
    for one, body in [(conversation, "rent here"), (other, "rent there")]:
        MessageFactory(conversation=one, sender=ben, body=body)
    assert hits(search(client, "rent", **{"in": conversation.pk})) == ["rent here"]
    assert hits(search(client, "rent", **{"in": "x"})) == ["rent there", "rent here"]


def test_search_in_conversation_of_others_is_not_found(client, ana):
    assert search(client, "rent", **{"in": ConversationFactory().pk}).status_code == 404


# Matching -------------------------------------------------------------------------------------

BODY = "Don't tell José: 12B at 926 Noyes St. is $1,200, move-in on 9/1 (https://ex.org/a_b)"


@pytest.mark.parametrize(
    "q",
    [
        *("noyes", "NOYES", "noy", "josé", "JOSÉ", "don't", "don’t", "don", "st", "at", "12b"),
        *("move-in", "move in", '"move in"', "$1,200", "1,200", "9/1", "ex.org", "a_b", "https"),
        *("noyes 926", "jos", '"926 noyes', '"926 noyes"', "sublet or noyes", "noyes -sublet"),
        *("noyes - st", "noyes & st", "(noyes) st*", "noyes:*", "!noyes", "noyes | st", "noyes\\"),
        "noyes');",
    ],
)
def test_matching_messages(client, conversation, q):
    MessageFactory(conversation=conversation, body=BODY)
    assert hits(search(client, q)) == [BODY]


@pytest.mark.parametrize(
    "q",
    [
        *("sublet", "oyes", '"noyes 926"', '"no"', "noy st", '"noy"', "noyes -st"),
        *('noyes -"926 noyes"', "sublet or lease", "2b", "%", "_", "noyes -jos"),
    ],
)
def test_other_messages_do_not_match(client, conversation, q):
    MessageFactory(conversation=conversation, body=BODY)
    assert hits(search(client, q)) == []


@pytest.mark.parametrize(
    "q",
    [
        *(
            "",
            " ",
            "???",
            '"',
            '""',
            "-",
            '-"',
            "-noyes",
            '-"a b"',
            "or",
            "🎉",
            "' OR 1=1 --",
            "\0",
        ),
        *("a\0b", "x" * 10_000, "x " * 5_000, "(" * 150, "'" * 150, "\\", "\ud800", "<b>", "%00"),
    ],
)
def test_query_without_words_gets_hint(client, conversation, q):
    MessageFactory(conversation=conversation, body=BODY)
    answer = search(client, q.encode("utf-8", "replace"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert summary(answer) or 'class="errorlist"' in page
    assert "<b>" not in page


def test_too_long_query_shows_error(client, conversation):
    page = search(client, "x" * 10_000).content.decode()
    assert "A search can have at most 200 characters." in page
    assert "x" * 10_000 in page


# The page -------------------------------------------------------------------------------------


def test_hit_links_to_message(client, ana, ben, conversation):
    message = MessageFactory(conversation=conversation, sender=ben, body="the rent")
    page = search(client, "rent").content.decode()
    assert f'href="/chat/{conversation.pk}/?at=1#message-{message.pk}"' in page
    assert "Noyes house" in page
    assert "Ben Okafor" in page
    assert "the <mark>rent</mark>" in page


def test_hit_is_escaped_around_mark(client, conversation):
    MessageFactory(conversation=conversation, body='<script>alert("rent")</script> & <b>rent</b>')
    page = search(client, "rent").content.decode()
    assert "&lt;script&gt;alert(&quot;<mark>rent</mark>&quot;)" in page
    assert "&amp; &lt;b&gt;<mark>rent</mark>" in page


def test_hits_are_newest_first_and_paged_by_id(client, ben, conversation):
    for number in range(1, 46):
        MessageFactory(conversation=conversation, sender=ben, body=f"rent {number}.")
    seen, path = [], "/chat/search/?q=rent"
    while path:
        page = client.get(path).content.decode()
        MessageFactory(conversation=conversation, sender=ben, body="rent meanwhile")
        seen += re.findall(r"</mark> (\d+)\.", page)
        older = re.search(r'id="older"><a class="button" href="([^"]+)"', page)
        path = unescape(older[1]) if older else None
    assert [int(number) for number in seen] == list(range(45, 0, -1))


def test_htmx_gets_only_the_hits(client, conversation):
    for _ in range(21):
        MessageFactory(conversation=conversation, body="rent")
    htmx = {"HX-Request": "true"}
    answer = client.get("/chat/search/", {"q": "rent"}, headers=htmx).content.decode()
    assert answer.strip().startswith('<ol class="hits" id="hits"')
    assert '<p id="search-summary" hx-swap-oob="innerHTML">The newest 20 messages' in answer
    oldest = Message.objects.order_by("pk")[1].pk
    more = client.get("/chat/search/", {"q": "rent", "before": oldest}, headers=htmx)
    assert more.content.decode().strip().startswith('<li class="hit">')
    assert len(hits(more)) == 1


def test_search_makes_fixed_number_of_queries(client, ana, django_assert_max_num_queries):
    """Those of the inbox, and: this search, its conversations' people."""
    for _ in range(6):
        crowd = ConversationFactory(participants=[ana, *VerifiedStudentFactory.create_batch(2)])
        for person in crowd.participants.all():
            MessageFactory(conversation=crowd, sender=person, body="rent")
    with django_assert_max_num_queries(10):
        assert len(hits(search(client, "rent"))) == 18


@pytest.mark.postgres
def test_rare_word_uses_index(ana, conversation):
    if connection.vendor != "postgresql":
        pytest.skip("needs Postgres")
    fields = {"conversation": conversation, "sender": ana}
    Message.objects.bulk_create(
        Message(**fields, seq=number, version=number, body=f"word{number} and what all say")
        for number in range(1, 4001)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('chat_message_words')")
        cursor.execute("ANALYZE chat_message, chat_participant, chat_conversation")
    plan = Message.objects.readable_by(ana).matching(parse('"zeppelin"')).explain()
    assert "chat_message_words" in plan, plan


# Excerpts -------------------------------------------------------------------------------------


def test_excerpt_shows_text_around_first_match():
    body = "before " * 100 + "the Rent and rental " + "after " * 100
    parts = excerpt(body, parse("rent"))
    text = "".join(each for each, _ in parts)
    assert [each for each, marked in parts if marked] == ["Rent", "rental"]
    assert text.startswith("…before")
    assert text.endswith("…")
    assert len(text) == MAX_LENGTH + 2


def test_excerpt_of_endless_word_shows_match():
    parts = excerpt("x" * 3000 + " rent", parse("rent"))
    assert ("rent", True) in parts


@pytest.mark.parametrize("q", ["a" * 200, "a " * 100, '"a ' * 60, "-a " * 60 + "b"])
def test_marking_long_body_takes_no_time(q):
    excerpt("a " * 2000, parse(q))
    excerpt("a" * 4000, parse(q))
