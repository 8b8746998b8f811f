"""Names of people and of conversations: what they may contain, and how they are compared."""
