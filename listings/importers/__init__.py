"""Listings out of files: each format is a module with a NAME and `read(path)`."""

from listings.importers import uci

FORMATS = {format.NAME: format for format in (uci,)}
