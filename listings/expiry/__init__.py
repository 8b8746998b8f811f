"""Places that nobody speaks for any more: their lister is asked, and silence hides them.

A week after a lister last spoke for a place a mail asks for one tap; three days later, at the
earliest, it is hidden with a second mail, and a tap brings it back. What is hidden is never
deleted. A place whose last day has passed is hidden at once. Whom no mail reaches sees the question
on the site alone, and has two weeks: so the account that holds imports, whose places a new import
of their file speaks for.
"""
