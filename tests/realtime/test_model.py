"""A model of two processes, their tabs, a database and a network that loses, repeats and reorders
events: whatever happens, each tab receives every change, in order and once."""

import random
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
)

from realtime import event_log, reconciliation
from realtime.background import BackgroundTasks
from realtime.event_log import Change, EventLog
from tests.support.event_loop import FakeClockEventLoop
from tests.support.waiting import pause_async

PROCESSES = st.integers(0, 1)


class Database:
    """One conversation: the version of each message."""

    def __init__(self):
        self.is_up = True
        self.version = 0
        self.messages: dict[int, int] = {}
        self.slowness = random.Random(0)

    def change(self, message: int) -> int:
        self.version += 1
        self.messages[message] = self.version
        return self.version

    async def changes_after(self, version: int) -> list[Change]:
        """Takes a while, before and after it reads."""
        await pause_async(self.slowness.random() / 10)
        if not self.is_up:
            raise OperationalError("the database is down")
        found = sorted((at, pk) for pk, at in self.messages.items() if at > version)[:3]
        await pause_async(self.slowness.random() / 10)
        return [Change(at, frame(pk, at)) for at, pk in found]


def frame(message: int, version: int) -> str:
    return f"{message} {version}"


class Process(EventLog):
    """The log of the conversation in a process, which is reconciled with the database."""

    def __init__(self, database: Database):
        self.tasks = BackgroundTasks()
        super().__init__(self.tasks)
        self.database = database
        self.broker = SimpleNamespace(suspected_losses=0)
        self.network: list[tuple[int, list[str]]] = []  # events on their way
        self.tasks.run_forever(lambda: reconciliation.run(self.broker, self.reconcile))

    async def load(self, version: int) -> list[Change]:
        return await self.database.changes_after(version)

    async def reconcile(self) -> None:
        if self.database.is_up:
            self.announce(self.database.version)


class Tab:
    """What a browser has received of the conversation since it first opened it at `start`."""

    def __init__(self, start: int):
        self.start = self.seen = start
        self.messages: dict[int, int] = {}
        self.process: Process | None = None
        self.is_resumed = False
        self.repeated: list[int] = []  # versions that came again, or after a later one

    def send_changes(self, frames) -> None:
        for text in frames.texts:
            message, version = map(int, text.split())
            if version <= self.seen:
                self.repeated.append(version)
            self.seen = self.messages[message] = version


class Conversation(RuleBasedStateMachine):
    tabs = Bundle("tabs")

    def __init__(self):
        super().__init__()
        self.loop = FakeClockEventLoop()
        self.database = Database()
        self.open_tabs: list[Tab] = []
        self.run(self.start_processes())

    def run(self, work):
        return self.loop.run_until_complete(work)

    async def start_processes(self):
        self.processes = [Process(self.database) for _ in range(2)]

    def teardown(self):
        self.database.is_up = True
        self.run(pause_async(2 * reconciliation.IDLE_INTERVAL))
        for tab in self.open_tabs:
            expected = {pk: at for pk, at in self.database.messages.items() if at > tab.start}
            assert (tab.messages, tab.repeated) == (expected, [])
        for process in self.processes:
            self.run(process.tasks.close())
        self.loop.close()

    # Tabs -----------------------------------------------------------------------------------------

    @rule(target=tabs, number=PROCESSES)
    def open_tab(self, number):
        """Load the snapshot of a page, then connect."""
        tab = Tab(self.database.version)
        self.open_tabs.append(tab)
        self.run(self.connect(tab, self.processes[number]))
        return tab

    @rule(tab=tabs, number=PROCESSES)
    def reconnect(self, tab, number):
        """Resume at any process after what was received from another."""
        tab.process.remove(tab)
        self.run(self.connect(tab, self.processes[number]))

    @rule(tab=consumes(tabs))
    def close_tab(self, tab):
        tab.process.remove(tab)
        self.open_tabs.remove(tab)

    async def connect(self, tab, process):
        tab.process, tab.is_resumed = process, False
        process.add(tab, self.database.version)
        process.tasks.start(self.resume(tab, process))

    async def resume(self, tab, process):
        await pause_async(0.05)
        if tab.process is process and tab in process.paused:
            tab.is_resumed = await process.resume(tab, tab.seen)

    # Changes --------------------------------------------------------------------------------------

    @rule(count=st.integers(1, 12))
    def send(self, count):
        for _ in range(count):
            self.publish(len(self.database.messages))

    @rule(choice=st.integers(0, 1000))
    def edit(self, choice):
        if self.database.messages:
            self.publish(choice % len(self.database.messages))

    def publish(self, message):
        if not self.database.is_up:
            return
        version = self.database.change(message)
        for process in self.processes:
            process.network.append((version - 1, [frame(message, version)]))

    # Network, database and time -------------------------------------------------------------------

    @rule(number=PROCESSES, count=st.integers(1, 15))
    def deliver(self, number, count):
        for _ in range(count):
            self.take(number, 0, repeat=False)

    @rule(number=PROCESSES)
    def deliver_all(self, number):
        """Tabs needn't wait for reconciliation if the newest event arrives and the database is
        up."""
        process = self.processes[number]
        newest_arrives = any(
            after + len(texts) == self.database.version for after, texts in process.network
        )
        while process.network:
            self.take(number, 0, repeat=False)
        self.run(process.settle())
        if newest_arrives and self.database.is_up:
            for tab in self.open_tabs:
                if tab.process is process and tab.is_resumed:
                    assert process.position(tab) == self.database.version

    @rule(number=PROCESSES, choice=st.integers(0, 50), repeat=st.booleans())
    def deliver_out_of_order(self, number, choice, repeat):
        self.take(number, choice, repeat=repeat)

    def take(self, number, choice, *, repeat):
        process = self.processes[number]
        if process.network:
            index = choice % len(process.network)
            event = process.network[index] if repeat else process.network.pop(index)
            self.run(self.receive(process, event))

    async def receive(self, process, event):
        process.receive(*event)

    @rule(number=PROCESSES, noticed=st.booleans())
    def lose_events(self, number, noticed):
        self.processes[number].network.clear()
        self.processes[number].broker.suspected_losses += noticed

    @rule()
    def lose_database(self):
        self.database.is_up = False

    @rule()
    def restore_database(self):
        self.database.is_up = True

    @rule(seconds=st.sampled_from([0.01, 0.06, 0.3, 1, 12]))
    def wait(self, seconds):
        self.run(pause_async(seconds))

    @invariant()
    def versions_only_rise(self):
        for tab in self.open_tabs:
            assert tab.repeated == []
            assert tab.seen <= self.database.version


@pytest.fixture(autouse=True)
def _short_log(monkeypatch):
    monkeypatch.setattr(event_log, "LENGTH", 3)


@pytest.mark.usefixtures("_short_log")
class TestConversation(Conversation.TestCase):
    pass


TestConversation.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
