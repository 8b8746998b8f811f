"""A request as Daphne reads it, with bounds: all of it is in memory before a page sees it."""

from daphne.http_protocol import HTTPFactory, WebRequest

MEGABYTE = 1024 * 1024
MOST = 66 * MEGABYTE  # what a page refuses, it does so in words: the photos' form at 64 MB
REFUSAL = b"HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Request(WebRequest):
    refused = False

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        # Twisted would read forms as well, all at once and on the loop that everyone waits for:
        # five seconds and 300 MB for one of 16 MB.
        self._parsePOSTFormSubmission = False

    def __repr__(self):
        return "<Request>"  # Daphne logs it, and a path with what was searched for is nobody's

    def gotLength(self, length):  # noqa: N802 - Twisted's interface
        super().gotLength(length)
        if length is not None and length > MOST:
            self._refuse()

    def handleContentChunk(self, data):  # noqa: N802
        if not self.refused and self.content.tell() + len(data) > MOST:
            self._refuse()
        if not self.refused:
            super().handleContentChunk(data)

    def requestReceived(self, *line):  # noqa: N802
        # Daphne does what it says, and stumbles over what isn't ASCII; nobody of ours sends it.
        self.requestHeaders.removeHeader(b"Daphne-Root-Path")
        if not self.refused:
            super().requestReceived(*line)

    def handle_exception(self, exception):
        if self._response_started:
            # It can't become another answer, and Daphne's server, which would try, would look after
            # nothing any more. Whoever reads it sees that this wasn't all.
            self.channel.loseConnection()
        else:
            super().handle_exception(exception)

    def _refuse(self):
        self.refused = True
        self.channel.transport.write(REFUSAL)
        self.channel.loseConnection()


class Factory(HTTPFactory):
    def buildProtocol(self, addr):  # noqa: N802
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = Request
        return protocol
