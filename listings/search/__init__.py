"""Search for listings.

`form` reads a query string into a `criteria.Search`, `matching` runs it in the database, `facets`
counts the results of each choice of a filter, `chips` describes the search in words. Nothing is
imported here: the querysets of the models need `matching`, and `form` needs the models.
"""
