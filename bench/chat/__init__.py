"""Measures the chat beside the Channels tutorial's (tutorial_chat) and a bare server."""

from bench.chat import (
    burst,
    conversation_sizes,
    idle_sockets,
    mixed_load,
    processes,
    small_conversations,
)

PARTS = (conversation_sizes, small_conversations, burst, mixed_load, idle_sockets, processes)
