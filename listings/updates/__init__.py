"""Listings that change before one's eyes.

What the public sees of a listing changes in one transaction with a line in the book of changes
(`models.change`), and a call then wakes every process. A process's `desk` reads the new lines,
asks once for what they are about, and tells the sockets that watch it. Calls may be lost: the desk
looks into the book from time to time by itself.
"""
