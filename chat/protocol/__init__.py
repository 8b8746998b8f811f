"""The frames of the socket, as types: what comes in is parsed here, what goes out is built here."""
