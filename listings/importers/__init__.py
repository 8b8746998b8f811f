"""Imports listings from files. Each format is a module with a NAME, `count_lines(path)` and
`read(path)`."""

from listings.importers import uci

FORMATS = {format.NAME: format for format in (uci,)}
