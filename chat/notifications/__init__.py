"""Emails about unread messages."""
