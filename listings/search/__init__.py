"""Search for listings.

`filters` has what can be searched for. `form` reads a query string into a `criteria.Search`,
`matching` runs it in the database, `facets` counts the results of each choice of a filter, `chips`
describes the search in words.
"""
