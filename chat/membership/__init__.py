"""Starting, joining and leaving conversations, and inviting others to them."""
