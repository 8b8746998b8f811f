"""The commands that change what is said in a conversation."""
