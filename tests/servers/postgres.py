"""A Postgres of our own: a folder, a port, no care for a power cut."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg2

from tests.servers import debian
from tests.servers.process import Process, Unavailable, free_port

PROGRAM = "postgres"
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


def missing_packages() -> list[str]:
    return [] if debian.find(PROGRAM) else ["postgresql"]


class Postgres:
    """Stopped it is gone; killed and started again it keeps its port and recovers its data.

    `careful`: as in production, a commit is on disk before it is told of. Without, what was
    committed in the last moments goes with a crash.
    """

    name = "PostgreSQL"

    def __init__(self, *, careful: bool = False):
        self.careful = careful
        self.port = free_port()
        self.folder: Path | None = None
        self.process: Process | None = None

    @property
    def url(self) -> str:
        return f"postgres://housing@127.0.0.1:{self.port}/housing"

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
        # Not below a folder of ours: its own user could not reach it.
        self.folder = Path(tempfile.mkdtemp(prefix="housing-postgres-"))
        options = _owner(self.folder) | {"env": debian.launch_environment()}
        data = self.folder / "data"
        self._initdb(program.with_name("initdb"), data, options)
        settings = ["listen_addresses=127.0.0.1", f"port={self.port}", "unix_socket_directories="]
        settings += [] if self.careful else FAST
        command = [program, "-D", data]
        for setting in settings:
            command += ["-c", setting]
        self.process = Process(command, self.folder / "log", cwd=self.folder, **options)
        self.process.start(ready=self._accepts)
        self._execute("CREATE DATABASE housing")

    def kill(self):
        """End all of it at once, as a crash of its machine would: each connection is a process."""
        postmaster = self.process.pid
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        self.process.kill()
        for child in map(int, children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def copy(self, url: str, name: str):
        """Make a database `name` here with the tables of the one at `url`."""
        self._execute(f'CREATE DATABASE "{name}"')
        run = {"env": debian.launch_environment(), "check": True, "capture_output": True}
        dump = [debian.find("pg_dump"), "--no-owner", url]
        tables = subprocess.run(dump, **run).stdout
        there = f"postgres://housing@127.0.0.1:{self.port}/{name}"
        psql = [debian.find("psql"), "--quiet", "--set=ON_ERROR_STOP=1", there]
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

    def _execute(self, statement: str):
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user="housing", dbname="postgres"
        )
        try:
            connection.autocommit = True
            connection.cursor().execute(statement)
        finally:
            connection.close()


def _owner(folder: Path) -> dict:
    """Postgres refuses to run as root: then another user owns the folder and the process."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name: user for user in pwd.getpwall()}
    user = known.get("postgres") or known["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
