"""A mail server that stores emails in a Maildir."""

import shutil
import tempfile
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from tests.servers.process import free_port


class Mail:
    name = "SMTP"

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="housing-mail-"))
        self.controller = Controller(
            Mailbox(self.folder / "maildir"), hostname="127.0.0.1", port=free_port()
        )

    @property
    def variables(self) -> dict[str, str]:
        return {
            "EMAIL_URL": f"smtp://127.0.0.1:{self.controller.port}",
            "TEST_MAILDIR": str(self.folder / "maildir"),
        }

    def start(self):
        self.controller.start()

    def stop(self):
        if self.controller.server is not None:
            self.controller.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
