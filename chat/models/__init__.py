"""Conversations, their participants and their messages.

A conversation has three counters. `seq` is the position of its newest message. `version` rises by
one at every change and is written on the message that changed. `participants_version` rises when
somebody joins or leaves and when the conversation is renamed, so that delivery notices when the
participants that it has loaded are outdated.
"""

from chat.models.attachment import Attachment
from chat.models.conversation import Conversation
from chat.models.job_locks import UnreadJobLock
from chat.models.membership import Invitation, Participant, Removal
from chat.models.message import Message, Revision
from chat.models.presence import Presence

__all__ = [
    "Attachment",
    "Conversation",
    "Invitation",
    "Message",
    "Participant",
    "Presence",
    "Removal",
    "Revision",
    "UnreadJobLock",
]
