"""When a listing expires.

A week after a lister last confirmed a listing, an email asks for one tap. Three days after that
email, at the earliest, the listing is hidden, with a second email, and one tap brings it back.
Hidden listings are never deleted. A listing whose last day has passed is hidden at once. Listers
whom no email reaches see the question on the site alone and have two weeks. That includes the
account that holds imports, whose listings a new import of their file confirms.

The rules are in `listings.models.expiry` and `listings.querysets.expiry`; `job` applies them.
"""
