"""The actions of participants: send, edit, delete, react, attach files, mark as read."""
