"""Tells who is in a conversation what has happened. The database is the truth; whoever misses a
call reads what they lack."""

from live import calls


def to_conversation(conversation: int, roster: int, texts: list[str], *, version=None):
    """Once committed, bring frames to everyone in a conversation: those of changes up to
    `version`, one each, or others."""
    to_conversations([call_of(conversation, roster, texts, version=version)])


def to_conversations(news: list[dict]):
    """The same for many at once, each as `call_of` has it."""
    calls.on_commit_all([(f"conversation.{call['conversation']}", call) for call in news])


def to_person(user: int, *, joined: int | None = None, text: str | None = None):
    """Once committed, bring the frame `text` to a person's sockets, or have them join a
    conversation."""
    calls.on_commit(f"person.{user}", call_to(user, joined=joined, text=text))


async def now_to_conversation(conversation: int, roster: int, text: str, *, but: int):
    """Bring a frame that nobody stores to all but the user `but`. From the loop."""
    call = call_of(conversation, roster, [text], but=but)
    await calls.publish(f"conversation.{conversation}", call)


def call_of(conversation: int, roster: int, texts: list[str], *, version=None, but=None) -> dict:
    """What is told of a conversation; without a text, only where it stands."""
    return {
        "conversation": conversation,
        "roster": roster,
        "version": version,
        "texts": texts,
        "but": but,
    }


def call_to(person: int, *, joined: int | None = None, text: str | None = None) -> dict:
    return {"person": person, "joined": joined, "text": text}
