"""Looking for a place.

`form` reads a query into a `criteria.Search`, `matching` asks the database for it, `chips` puts it
into words. Nothing is imported here: the models' querysets need `matching`, and `form` the models.
"""
