"""A Redis server for the tests, plain or, as on Heroku, with TLS and a self-signed certificate."""

import shutil
import tempfile
from pathlib import Path

from tests.servers import certificates, debian
from tests.servers.process import Process, Unavailable, answers, free_port

PROGRAM = "redis-server"


def missing_packages() -> list[str]:
    return [] if debian.find(PROGRAM) else ["redis-server"]


class Redis:
    """Stopped and started again, it keeps its port and loses its data."""

    name, scheme, variable = "Redis", "redis", "REDIS_URL"

    def __init__(self):
        self.port = free_port()
        self.folder: Path | None = None
        self.process: Process | None = None

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/0"

    @property
    def variables(self) -> dict[str, str]:
        return {self.variable: self.url}

    def start(self):
        program = debian.find(PROGRAM)
        if program is None:
            raise Unavailable(f"no {PROGRAM}")
        self.folder = Path(tempfile.mkdtemp(prefix="housing-redis-"))
        command = [program, "--bind", "127.0.0.1", "--dir", self.folder, "--save", ""]
        self.process = Process(
            command + self._listen(),
            self.folder / "log",
            env=debian.launch_environment(),
        )
        self.process.start(ready=lambda: answers(self.port))

    def stop(self):
        if self.process is not None:
            self.process.stop()
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _listen(self) -> list[str]:
        return ["--port", str(self.port)]


class RedisOverTLS(Redis):
    name, scheme, variable = "Redis over TLS", "rediss", "TEST_REDIS_TLS_URL"

    def _listen(self) -> list[str]:
        certificate, key = self.folder / "certificate.pem", self.folder / "key.pem"
        certificates.write(certificate, key)
        options = ["--port", "0", "--tls-port", str(self.port), "--tls-auth-clients", "no"]
        options += ["--tls-cert-file", str(certificate), "--tls-key-file", str(key)]
        return options
