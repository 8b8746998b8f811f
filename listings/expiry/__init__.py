"""When a listing expires.

A week after a lister last confirmed a listing, an email asks for one tap. Three days after that
email, at the earliest, the listing is hidden, with a second email, and one tap brings it back.
Hidden listings are never deleted. A listing whose last day has passed is hidden at once. Listers
who can't be emailed see the question only on the site and have two weeks. That includes the account
that owns imported listings, which are confirmed by importing their file again.

The rules are in `listings.models.expiry` and `listings.querysets.expiry`; `job` applies them.
"""
