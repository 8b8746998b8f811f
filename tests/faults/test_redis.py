"""Redis may stop, hang and come back: messages are acked and delivered all the same."""

import os
import signal
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from chat.membership import participants
from tests.servers.redis import Redis, RedisOverTLS
from tests.servers.slow_proxy import SlowProxy
from tests.support.chat_connection import ChatConnection
from tests.support.factories import ConversationFactory, VerifiedStudentFactory
from tests.support.waiting import pause

pytestmark = [pytest.mark.redis, pytest.mark.postgres, pytest.mark.faults]

LATE = 3  # seconds that delivery may take while Redis is down
SOON = 0.5  # seconds that count as immediate


@pytest.fixture
def own_redis(request):
    """A Redis of the requested kind that the test may break."""
    server = getattr(request, "param", Redis)()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_client(own_redis):
    """An operator's connection to it."""
    with redis.Redis(port=own_redis.port) as client:
        yield client


@pytest.fixture
def open_apart(start_web, session_of):
    """`open_apart(url)`: Ana and Ben on two processes with that Redis, their conversation, and a
    way to open another tab."""
    tabs = []

    def open_apart(url):
        ana, ben = VerifiedStudentFactory(), VerifiedStudentFactory()
        conversation = ConversationFactory(participants=[ana, ben])
        with ThreadPoolExecutor() as pool:
            webs = list(pool.map(lambda _: start_web(REDIS_URL=url), range(2)))
        sessions = [session_of(ana), session_of(ben)]

        def open_tab(number, **options):
            tabs.append(ChatConnection(webs[number], sessions[number], **options))
            return tabs[-1]

        return open_tab, conversation

    yield open_apart
    for tab in tabs:
        tab.close()


@pytest.fixture
def apart(own_redis, open_apart):
    return open_apart(own_redis.url)


def until_at_once(sender, receiver, conversation, seconds=15):
    """Wait until messages are delivered immediately again. Fails after `seconds`."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        body = f"at {time.monotonic()}"
        sender.send(conversation, body)
        if receiver.wait_for(body) < SOON:
            return
    pytest.fail("Redis is back, and messages are still late")


def complete(tab, count):
    """Whether the tab received every version up to `count`, once and in order."""
    return tab.versions == list(range(1, count + 1))


@pytest.mark.parametrize("own_redis", [Redis, RedisOverTLS], indirect=True)
def test_without_redis_a_message_is_acked_and_delivered_within_seconds(apart, own_redis):
    open_tab, conversation = apart
    hers, his = open_tab(0), open_tab(1)
    hers.send(conversation, "before")
    assert his.wait_for("before") < LATE
    own_redis.stop()
    for number in range(3):
        hers.send(conversation, f"without {number}", seconds=LATE)
        assert his.wait_for(f"without {number}", LATE + 1) < LATE
    own_redis.start()
    until_at_once(hers, his, conversation)
    assert complete(his, len(his.received))


def test_client_can_connect_while_redis_is_down(apart, own_redis):
    open_tab, conversation = apart
    hers = open_tab(0)
    own_redis.stop()
    hers.send(conversation, "seen later")
    his = open_tab(1, versions={conversation.pk: 0})
    assert [message["body"] for message in his.received] == ["seen later"]
    hers.send(conversation, "and this")
    assert his.wait_for("and this", LATE + 1) < LATE
    own_redis.start()
    until_at_once(hers, his, conversation)
    assert complete(his, len(his.received))


def test_hanging_redis_delays_delivery_no_longer(apart, own_redis):
    open_tab, conversation = apart
    hers, his = open_tab(0), open_tab(1)
    hers.send(conversation, "before")
    assert his.wait_for("before") < LATE
    os.kill(own_redis.process.pid, signal.SIGSTOP)
    try:
        for number in range(5):
            hers.send(conversation, f"hanging {number}", seconds=LATE)
            assert his.wait_for(f"hanging {number}", LATE + 2) < LATE
        crowd = ThreadPoolExecutor(20).map(open_tab, [0, 1] * 10)
        assert [tab.ready["versions"] for tab in crowd] == [{str(conversation.pk): 6}] * 20
    finally:
        os.kill(own_redis.process.pid, signal.SIGCONT)
    until_at_once(hers, his, conversation)
    assert complete(his, len(his.received))


def test_participant_removed_while_redis_is_down_receives_nothing_after(apart, own_redis):
    open_tab, conversation = apart
    hers, his = open_tab(0), open_tab(1)
    own_redis.stop()
    ben = conversation.participants.get(pk=his.ready["user"])
    participants.leave(ben, conversation.pk)
    hers.send(conversation, "are you there?")
    assert his.next("conversation")["conversation"] == {"id": conversation.pk, "member": False}
    his.drain()
    assert his.received == []


def talk_over(hers, his, conversation, count=10, rest=0.1):
    """A burst during a fault: each message is acked and delivered in time."""
    for number in range(count):
        body = f"{time.monotonic()}"
        hers.send(conversation, body, seconds=LATE)
        assert his.wait_for(body, LATE + 1) < LATE, f"number {number} was late"
        pause(rest)


def test_redis_connections_cut_briefly_delay_delivery_no_longer(apart, own_redis, own_client):
    """Too short to be noticed as an outage: events in between are found all the same."""
    open_tab, conversation = apart
    hers, his = open_tab(0), open_tab(1)

    def restart():
        own_redis.stop()
        own_redis.start()

    for cut in (
        lambda: own_client.client_kill_filter(_type="pubsub"),
        lambda: own_client.client_kill_filter(_type="normal", skipme=True),
        restart,
        lambda: [own_client.publish(name, b"junk") for name in own_client.pubsub_channels()],
    ):
        with ThreadPoolExecutor() as pool:
            cutting = pool.submit(cut)
            talk_over(hers, his, conversation)
            cutting.result()
    until_at_once(hers, his, conversation)
    assert complete(his, len(his.received))


def test_read_only_redis_changes_nothing(apart, own_client):
    """A full Redis, or a replica without its primary: the chat stores nothing in it."""
    open_tab, conversation = apart
    hers, his = open_tab(0), open_tab(1)
    until_at_once(hers, his, conversation)
    own_client.config_set("maxmemory", "1mb")
    own_client.config_set("maxmemory-policy", "noeviction")
    with pytest.raises(redis.exceptions.OutOfMemoryError):
        fill(own_client)
    check_that_all_is_at_once(open_tab, conversation)
    own_client.config_set("maxmemory", "0")
    own_client.replicaof("127.0.0.1", "1")
    with pytest.raises(redis.exceptions.ReadOnlyError):
        own_client.set("key", "x")
    own_client.client_kill_filter(_type="pubsub")
    until_at_once(hers, his, conversation)
    check_that_all_is_at_once(open_tab, conversation)
    assert complete(his, len(his.received))


def fill(client):
    for number in range(10_000):
        client.set(f"key {number}", "x" * 1000)


def check_that_all_is_at_once(open_tab, conversation):
    """Also for a client that connects only now, and has to subscribe."""
    sender, receiver = open_tab(0), open_tab(1)
    delays = []
    for number in range(5):
        body = f"{number} of {time.monotonic()}"
        sender.send(conversation, body)
        delays.append(receiver.wait_for(body))
    # Without events, every delivery is late; on a busy machine, one may be.
    assert statistics.median(delays) < SOON


def test_changed_redis_password_is_like_redis_being_down(apart, own_redis, own_client, open_apart):
    """As add-ons do; the restart that follows brings the new password."""
    open_tab, conversation = apart
    hers, his = open_tab(0), open_tab(1)
    until_at_once(hers, his, conversation)
    own_client.config_set("requirepass", "rotated")
    for kind in ("normal", "pubsub"):
        own_client.client_kill_filter(_type=kind, skipme=True)
    talk_over(hers, his, conversation, count=4)
    assert complete(his, len(his.received))
    open_later, other = open_apart(f"redis://:rotated@127.0.0.1:{own_redis.port}/0")
    ours, theirs = open_later(0), open_later(1)
    until_at_once(ours, theirs, other)


def test_slow_redis_slows_nothing(own_redis, open_apart):
    line = SlowProxy(own_redis.port)
    line.start()
    open_tab, conversation = open_apart(f"redis://127.0.0.1:{line.port}/0")
    hers, his = open_tab(0), open_tab(1)
    until_at_once(hers, his, conversation)
    for delay in (0.7, 1.5):
        line.delay = delay
        talk_over(hers, his, conversation, count=6)
        open_tab(1)
    line.delay = 0
    until_at_once(hers, his, conversation)
    assert complete(his, len(his.received))
    line.stop()


def test_one_of_two_redis_servers_may_be_down(own_redis, open_apart, session_of):
    """Conversations are spread over both: messages of those on the one that is down are late."""
    other = Redis()
    other.start()
    open_tab, conversation = open_apart(f"{own_redis.url},{other.url}")
    people = list(conversation.participants.all())
    conversations = [conversation, *ConversationFactory.create_batch(7, participants=people)]
    hers, his = open_tab(0), open_tab(1)
    for broken in (other, own_redis):
        broken.stop()
        for each in conversations:
            talk_over(hers, his, each, count=1)
        broken.start()
        for each in conversations:
            until_at_once(hers, his, each)
    other.stop()
