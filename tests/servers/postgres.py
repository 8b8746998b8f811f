"""A Postgres server for the tests, with a folder and a port of its own, and without fsync."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg2

from tests.servers import certificates, debian
from tests.servers.process import Process, Unavailable, free_port

PROGRAM = "postgres"
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def missing_packages() -> list[str]:
    return [] if debian.find(PROGRAM) else ["postgresql"]


class Postgres:
    """`stop` deletes it; killed and started again, it keeps its port and recovers its data.

    `durable`: as in production, a commit is on disk before it returns. If not, a crash loses the
    last commits.
    """

    name, role = "PostgreSQL", "housing"

    def __init__(self, *, durable: bool = False):
        self.durable = durable
        self.port = free_port()
        self.folder: Path | None = None
        self.process: Process | None = None

    @property
    def url(self) -> str:
        return self.address("housing")

    def address(self, database: str) -> str:
        return f"postgres://{self.role}@127.0.0.1:{self.port}/{database}"

    @property
    def variables(self) -> dict[str, str]:
        return {"DATABASE_URL": self.url}

    def start(self):
        program = debian.find(PROGRAM)
        if program is None:
            raise Unavailable(f"no {PROGRAM}")
        if self.process is not None:
            self.process.start(ready=self._accepts)
            return
        # Not below the tests' own folder, which its user couldn't access.
        self.folder = Path(tempfile.mkdtemp(prefix="housing-postgres-"))
        options = _owner(self.folder) | {"env": debian.launch_environment()}
        data = self.folder / "data"
        self._initdb(program.with_name("initdb"), data, options)
        command = [program, "-D", data]
        for setting in self._settings(data):
            command += ["-c", setting]
        self.process = Process(command, self.folder / "log", cwd=self.folder, **options)
        self.process.start(ready=self._accepts)
        self._prepare()

    def _settings(self, data: Path) -> list[str]:
        settings = ["listen_addresses=127.0.0.1", f"port={self.port}", "unix_socket_directories="]
        return settings + ([] if self.durable else FAST)

    def _prepare(self):
        self._execute("CREATE DATABASE housing")

    def kill(self):
        """Kill all its processes at once, as a crash of its machine would."""
        children = self._children()
        self.process.kill()
        self._signal(children, signal.SIGKILL)

    def pause(self):
        """Make it hang: it accepts connections and doesn't answer."""
        self._signal([self.process.pid], signal.SIGSTOP)
        self._signal(self._children(), signal.SIGSTOP)

    def resume(self):
        self._signal([*self._children(), self.process.pid], signal.SIGCONT)

    def _children(self) -> list[int]:
        postmaster = self.process.pid
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text()
        return [int(child) for child in children.split()]

    @staticmethod
    def _signal(pids: list[int], number: signal.Signals):
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def copy(self, url: str, name: str):
        """Create a database `name` with the tables of the one at `url`."""
        self._execute(f'CREATE DATABASE "{name}" OWNER {self.role}')
        run = {"env": debian.launch_environment(), "check": True, "capture_output": True}
        dump = [debian.find("pg_dump"), "--no-owner", url]
        tables = subprocess.run(dump, **run).stdout
        psql = [debian.find("psql"), "--quiet", "--set=ON_ERROR_STOP=1", self.address(name)]
        subprocess.run(psql, input=tables, **run)

    def stop(self):
        if self.process is not None:
            self.process.stop(signal.SIGINT)
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _initdb(self, initdb: Path, data: Path, options: dict):
        command = [initdb, "-D", data, "--username=housing", "--auth=trust", "--no-sync"]
        command += ["--encoding=UTF8", "--locale=C.UTF-8"]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, **options)
        if done.returncode:
            raise Unavailable(f"initdb failed: {done.stderr.strip()}")

    def _accepts(self) -> bool:
        try:
            self._execute("SELECT 1")
        except psycopg2.OperationalError:
            return False
        return True

    def _execute(self, statement: str) -> list[tuple]:
        """The rows that a superuser's statement returns, if any."""
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user="housing", dbname="postgres"
        )
        try:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


class HerokuPostgres(Postgres):
    """As on Heroku's smallest plan: TLS with a self-signed certificate, and a role that isn't a
    superuser and may have 20 connections."""

    name, role = "PostgreSQL as on Heroku", "dyno"

    def _settings(self, data: Path) -> list[str]:
        certificate, key = data / "certificate.pem", data / "key.pem"
        certificates.write(certificate, key)
        for path in (certificate, key):
            shutil.chown(path, data.stat().st_uid, data.stat().st_gid)
        hosts = ["hostssl all dyno 127.0.0.1/32 trust", "host all housing 127.0.0.1/32 trust", ""]
        (data / "pg_hba.conf").write_text("\n".join(hosts))
        tls = ["ssl=on", f"ssl_cert_file={certificate}", f"ssl_key_file={key}"]
        return super()._settings(data) + tls

    def _prepare(self):
        self._execute("CREATE ROLE dyno LOGIN CONNECTION LIMIT 20")
        self._execute("CREATE DATABASE housing OWNER dyno")

    def connections(self) -> int:
        """How many connections the role has now."""
        rows = self._execute("SELECT count(*) FROM pg_stat_activity WHERE usename = 'dyno'")
        return rows[0][0]


def _owner(folder: Path) -> dict:
    """As root, run Postgres as another user, since it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
