"""The real servers that the tests use, each with a folder and a port of its own."""
