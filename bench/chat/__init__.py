"""What the chat does, beside the Channels tutorial's and the limit (bare_server.py)."""

from bench.chat import burst, conversation_sizes, idle_sockets, mixed_load, small_conversations

PARTS = (conversation_sizes, small_conversations, burst, mixed_load, idle_sockets)
