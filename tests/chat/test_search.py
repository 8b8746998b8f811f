"""Looking for what was said: the same on both databases."""

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


def look(client, q, **query):
    return client.get("/chat/search/", {"q": q, **query})


def hits(answer) -> list[str]:
    found = re.findall(r'class="hit-excerpt">.*?</span>(.*?)</span>', answer.content.decode(), re.S)
    return [unescape(re.sub(r"<[^>]+>", "", words)).strip() for words in found]


def said(answer) -> str:
    [words] = re.findall(r'id="search-summary"[^>]*>(.*?)</p>', answer.content.decode(), re.S)
    return words.strip()


# Whose messages -------------------------------------------------------------------------------


def test_a_visitor_logs_in_first(client):
    assert look(client, "rent").url.startswith("/accounts/login/?next=/chat/search/")


def test_it_finds_what_was_said_in_ones_own_conversations_alone(client, ana, ben, talk):
    MessageFactory(conversation=talk, sender=ben, body="the rent is fine")
    stranger = ConversationFactory(participants=[ben, VerifiedStudentFactory()])
    MessageFactory(conversation=stranger, body="the rent is a secret")
    assert hits(look(client, "rent")) == ["the rent is fine"]


def test_what_one_left_is_found_no_more(client, ana, ben, talk):
    MessageFactory(conversation=talk, sender=ben, body="the rent")
    participants.leave(ana, talk.pk)
    assert hits(look(client, "rent")) == []


def test_what_was_deleted_or_edited_away_is_not_found(client, ana, ben, talk):
    gone, changed = (message_send.send(ben, talk.pk, uuid.uuid4(), "the rent") for _ in range(2))
    message_edit.delete(ben, talk.pk, gone.pk)
    message_edit.edit(ben, talk.pk, changed.pk, "the lease")
    assert hits(look(client, "rent")) == []
    assert hits(look(client, "lease")) == ["the lease"]


def test_it_looks_in_one_conversation_where_that_is_asked(client, ana, ben, talk):
    other = ConversationFactory(name="Maple Ave", participants=[ana, ben])
    for conversation, body in [(talk, "rent here"), (other, "rent there")]:
        MessageFactory(conversation=conversation, sender=ben, body=body)
    assert hits(look(client, "rent", **{"in": talk.pk})) == ["rent here"]
    assert hits(look(client, "rent", **{"in": "x"})) == ["rent there", "rent here"]


def test_a_strangers_conversation_is_not_there_to_be_searched(client, ana):
    assert look(client, "rent", **{"in": ConversationFactory().pk}).status_code == 404


# What fits ------------------------------------------------------------------------------------

SAID = "Don't tell José: 12B at 926 Noyes St. is $1,200, move-in on 9/1 (https://ex.org/a_b)"


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
def test_what_fits(client, talk, q):
    MessageFactory(conversation=talk, body=SAID)
    assert hits(look(client, q)) == [SAID]


@pytest.mark.parametrize(
    "q",
    [
        *("sublet", "oyes", '"noyes 926"', '"no"', "noy st", '"noy"', "noyes -st"),
        *('noyes -"926 noyes"', "sublet or lease", "2b", "%", "_", "noyes -jos"),
    ],
)
def test_what_does_not_fit(client, talk, q):
    MessageFactory(conversation=talk, body=SAID)
    assert hits(look(client, q)) == []


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
def test_nonsense_is_answered_in_words(client, talk, q):
    MessageFactory(conversation=talk, body=SAID)
    answer = look(client, q.encode("utf-8", "replace"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert said(answer) or 'class="errorlist"' in page
    assert "<b>" not in page


def test_what_is_too_long_is_told(client, talk):
    page = look(client, "x" * 10_000).content.decode()
    assert "A search can have at most 200 characters." in page
    assert "x" * 10_000 in page


# How it comes ---------------------------------------------------------------------------------


def test_a_hit_leads_to_its_place_in_the_conversation(client, ana, ben, talk):
    message = MessageFactory(conversation=talk, sender=ben, body="the rent")
    page = look(client, "rent").content.decode()
    assert f'href="/chat/{talk.pk}/?at=1#message-{message.pk}"' in page
    assert "Noyes house" in page
    assert "Ben Okafor" in page
    assert "the <mark>rent</mark>" in page


def test_what_people_wrote_is_escaped_around_the_mark(client, talk):
    MessageFactory(conversation=talk, body='<script>alert("rent")</script> & <b>rent</b>')
    page = look(client, "rent").content.decode()
    assert "&lt;script&gt;alert(&quot;<mark>rent</mark>&quot;)" in page
    assert "&amp; &lt;b&gt;<mark>rent</mark>" in page


def test_the_newest_come_first_and_the_older_ones_by_key(client, ben, talk):
    for number in range(1, 46):
        MessageFactory(conversation=talk, sender=ben, body=f"rent {number}.")
    seen, path = [], "/chat/search/?q=rent"
    while path:
        page = client.get(path).content.decode()
        MessageFactory(conversation=talk, sender=ben, body="rent meanwhile")
        seen += re.findall(r"</mark> (\d+)\.", page)
        older = re.search(r'id="older"><a class="button" href="([^"]+)"', page)
        path = unescape(older[1]) if older else None
    assert [int(number) for number in seen] == list(range(45, 0, -1))


def test_with_htmx_the_hits_come_alone(client, talk):
    for _ in range(21):
        MessageFactory(conversation=talk, body="rent")
    htmx = {"HX-Request": "true"}
    answer = client.get("/chat/search/", {"q": "rent"}, headers=htmx).content.decode()
    assert answer.strip().startswith('<ol class="hits" id="hits"')
    assert '<p id="search-summary" hx-swap-oob="innerHTML">The newest 20 messages' in answer
    oldest = Message.objects.order_by("pk")[1].pk
    more = client.get("/chat/search/", {"q": "rent", "before": oldest}, headers=htmx)
    assert more.content.decode().strip().startswith('<li class="hit">')
    assert len(hits(more)) == 1


def test_it_makes_a_fixed_number_of_queries(client, ana, django_assert_max_num_queries):
    """Those of the inbox, and: this search, its conversations' people."""
    for _ in range(6):
        crowd = ConversationFactory(participants=[ana, *VerifiedStudentFactory.create_batch(2)])
        for person in crowd.participants.all():
            MessageFactory(conversation=crowd, sender=person, body="rent")
    with django_assert_max_num_queries(10):
        assert len(hits(look(client, "rent"))) == 18


@pytest.mark.postgres
def test_a_rare_word_is_looked_up_in_the_index(ana, talk):
    if connection.vendor != "postgresql":
        pytest.skip("needs Postgres")
    said = {"conversation": talk, "sender": ana}
    Message.objects.bulk_create(
        Message(**said, seq=number, version=number, body=f"word{number} and what all say")
        for number in range(1, 4001)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('chat_message_words')")
        cursor.execute("ANALYZE chat_message, chat_participant, chat_conversation")
    plan = Message.objects.readable_by(ana).matching(parse('"zeppelin"')).explain()
    assert "chat_message_words" in plan, plan


# The excerpt ----------------------------------------------------------------------------------


def test_an_excerpt_shows_the_words_around_the_first_hit():
    body = "before " * 100 + "the Rent and rental " + "after " * 100
    parts = excerpt(body, parse("rent"))
    words = "".join(each for each, _ in parts)
    assert [each for each, marked in parts if marked] == ["Rent", "rental"]
    assert words.startswith("…before")
    assert words.endswith("…")
    assert len(words) == MAX_LENGTH + 2


def test_an_excerpt_of_one_endless_word_still_shows_the_hit():
    parts = excerpt("x" * 3000 + " rent", parse("rent"))
    assert ("rent", True) in parts


@pytest.mark.parametrize("q", ["a" * 200, "a " * 100, '"a ' * 60, "-a " * 60 + "b"])
def test_marking_a_long_body_takes_no_time(q):
    excerpt("a " * 2000, parse(q))
    excerpt("a" * 4000, parse(q))
