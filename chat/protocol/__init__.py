"""The frames of the socket: incoming ones are parsed, outgoing ones built here."""
