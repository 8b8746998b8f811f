"""The real servers that the tests run against, each in a folder and on a port of its own."""
