"""A process receives the events of its topics only, and sends none while no other process
listens."""

import asyncio

import pytest
from channels.layers import get_channel_layer

from realtime import channel_layer
from realtime.broker import Broker
from realtime.channel_layer import group_of
from tests.support.event_loop import idle
from tests.support.waiting import eventually, pause_async


class RecordedLayer:
    """The channel layer, and the groups of events that were joined through it."""

    def __init__(self):
        self.joined: set[str] = set()

    def __getattr__(self, name):
        return getattr(get_channel_layer(), name)

    async def group_add(self, group, channel):
        await get_channel_layer().group_add(group, channel)
        self.channel = channel
        if group.startswith("events."):
            self.joined.add(group)

    async def group_discard(self, group, channel):
        await get_channel_layer().group_discard(group, channel)
        self.joined.discard(group)


@pytest.fixture
def layer(monkeypatch):
    layer = RecordedLayer()
    monkeypatch.setattr(channel_layer, "get_channel_layer", lambda: layer)
    return layer


@pytest.fixture
async def broker(layer):
    """It listens, and has received its first heartbeat."""
    broker = Broker()
    await broker.open()
    await eventually(lambda: broker.suspected_losses)
    yield broker
    await broker.close()


@pytest.fixture
def sent(monkeypatch):
    """The events that were sent to other processes."""
    events = []

    async def send(batch):
        events.extend(batch)

    monkeypatch.setattr(channel_layer, "send", send)
    return events


async def send_as_another_process(group, **message):
    await get_channel_layer().group_send(group, {"process": "another", **message})


async def test_subscriber_receives_events_of_its_topic_only(broker):
    received = []
    await broker.subscribe({"news": received.append})
    for topic in ("weather", "news"):
        await send_as_another_process(group_of(topic), events=[{"topic": topic}])
    await eventually(lambda: received)
    assert received == [{"topic": "news"}]


async def test_process_joins_and_leaves_the_groups_of_its_topics(broker, layer):
    await broker.subscribe({"news": print, "weather": print})
    assert layer.joined == {group_of("news"), group_of("weather")}
    broker.unsubscribe("news")
    await eventually(lambda: layer.joined == {group_of("weather")})


async def test_group_of_two_topics_is_left_with_the_last(broker, layer, monkeypatch):
    monkeypatch.setattr(channel_layer, "GROUPS", 1)
    received = []
    await broker.subscribe({"news": print, "weather": received.append})
    broker.unsubscribe("news")
    await broker.subscribe({"sports": print})
    await send_as_another_process(group_of("weather"), events=[{"topic": "weather"}])
    await eventually(lambda: received)
    broker.unsubscribe("weather")
    broker.unsubscribe("sports")
    await eventually(lambda: not layer.joined)


async def test_groups_that_the_layer_forgot_are_joined_again(broker, layer):
    received = []
    await broker.subscribe({"news": received.append})
    for group in (*layer.joined, "heartbeats.0"):
        await get_channel_layer().group_discard(group, layer.channel)

    async def is_received():
        await send_as_another_process(group_of("news"), events=[{"topic": "news"}])
        return received

    await eventually(is_received)


async def test_event_reaches_subscribers_of_other_processes(broker, layer):
    channel = await layer.new_channel()
    await layer.group_add(group_of("news"), channel)
    broker.publish({"topic": "news"})
    async with asyncio.timeout(5):
        assert (await layer.receive(channel))["events"] == [{"topic": "news"}]


async def test_process_that_hears_no_other_delivers_here_and_sends_nothing(
    broker, sent, monkeypatch
):
    monkeypatch.setattr(channel_layer, "PEER_TIMEOUT", -1)
    received = []
    await broker.subscribe({"news": received.append})
    broker.publish({"topic": "news"})
    assert (received, sent) == ([{"topic": "news"}], [])


async def test_process_sends_again_once_it_hears_another(broker, sent, monkeypatch):
    monkeypatch.setattr(channel_layer, "PEER_TIMEOUT", 0.2)

    async def is_sent():
        sent.clear()
        broker.publish({"topic": "news"})
        await idle()
        return bool(sent)

    async def is_sent_after_heartbeat():
        await send_as_another_process("heartbeats.0", heartbeat=1)
        return await is_sent()

    async def is_silent():
        return not await is_sent()

    await eventually(is_silent)
    await eventually(is_sent_after_heartbeat)


async def test_process_sends_until_it_had_time_to_hear_others(layer, sent, monkeypatch):
    monkeypatch.setattr(channel_layer, "PEER_TIMEOUT", 0.5)
    broker = Broker()
    await pause_async(0.6)
    await broker.open()
    await eventually(lambda: broker.suspected_losses)
    broker.publish({"topic": "news"})
    await idle()
    assert sent
    await broker.close()


async def test_process_sends_while_it_does_not_know_whether_the_layer_delivers(layer, sent):
    broker = Broker()
    broker.publish({"topic": "news"})
    await eventually(lambda: sent)
    await broker.close()
