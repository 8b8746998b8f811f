"""Who talks with whom, and what was said.

A conversation counts two things: `seq`, a message's place, and `version`, raised by one at every
change and written on the message that it changed. `roster` is raised whenever somebody joins or
leaves, and when it gets another name, so that whoever delivers knows when what they know is old.
"""

from chat.models.attachment import Attachment
from chat.models.conversation import Conversation
from chat.models.membership import Invitation, Participant, Removal
from chat.models.message import Message, Revision
from chat.models.presence import MailClaim, Presence

__all__ = [
    "Attachment",
    "Conversation",
    "Invitation",
    "MailClaim",
    "Message",
    "Participant",
    "Presence",
    "Removal",
    "Revision",
]
