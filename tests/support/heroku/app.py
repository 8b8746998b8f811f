"""Simulates an app on Heroku: a push is built, released and run."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from tests.servers.process import Process, answers, free_port
from tests.support.heroku.router import Router

ROOT = Path(__file__).resolve().parents[3]
HOOK = Path(__file__).with_name("pre-receive")
# Kept between runs, as Heroku keeps installed packages between pushes.
CACHE = ROOT / ".cache" / "heroku"
NOT_COPIED = [".git", ".venv", ".cache", "media", "staticfiles", "db.sqlite3*", "__pycache__"]
# Files that other tests write at the same time.
NOT_COPIED += [".hypothesis", ".pytest_cache", ".mypy_cache", "node_modules"]


class App:
    """A clone for commits, the repository that it is pushed to, config vars, one web dyno."""

    def __init__(self, folder: Path, name: str):
        self.folder, self.name = folder, name
        self.config: dict[str, str] = {}
        self.web: Process | None = None
        self._dynos = 0
        for part in ("slugs", "logs"):
            (folder / part).mkdir()
        CACHE.mkdir(parents=True, exist_ok=True)
        (folder / "cache").symlink_to(CACHE)
        _git("init", "--quiet", "--bare", "--initial-branch=main", folder / "git")
        (folder / "git" / "hooks" / "pre-receive").symlink_to(HOOK)
        self.clone = folder / "clone"
        # The current files, committed or not.
        shutil.copytree(ROOT, self.clone, ignore=shutil.ignore_patterns(*NOT_COPIED))
        _git("init", "--quiet", "--initial-branch=main", self.clone)
        self._commit("As it is")
        self.router = Router(folder)
        self.url = f"https://{name}.herokuapp.com:{self.router.port}"

    def close(self):
        self.router.close()
        if self.web is not None:
            self.web.kill()  # closing no sockets takes seconds
        shutil.rmtree(self.folder / "slugs")

    @property
    def slug(self) -> Path:
        return Path((self.folder / "current").read_text().strip())

    def commit(self, path: str, text: str):
        (self.clone / path).write_text(text)
        self._commit(f"Change {path}")

    def _commit(self, subject: str):
        _git("-C", self.clone, "add", "--all")
        identity = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com")
        _git("-C", self.clone, *identity, "commit", "--quiet", "-m", subject)

    def undo_commit(self):
        """Undo the last commit."""
        _git("-C", self.clone, "reset", "--quiet", "--hard", "HEAD~1")

    def push(self) -> subprocess.CompletedProcess:
        """`git push heroku HEAD:main`, and on success a new web dyno in the old one's place."""
        self._write_config()
        machine = {"APP": str(self.folder), "PYTHON": sys.executable}
        command = ["git", "-C", self.clone, "push", self.folder / "git", "HEAD:refs/heads/main"]
        done = subprocess.run(
            command, env=os.environ | machine, capture_output=True, text=True, timeout=900
        )
        if done.returncode == 0:
            self.restart()
        return done

    def configure(self, **variables: str) -> str:
        """`heroku config:set`: a new release; returns the output of its command."""
        self.config |= variables
        released = subprocess.run(
            self._command("release"),
            cwd=self.slug,
            env=self._environment(DYNO="release.2"),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert released.returncode == 0, released.stdout + released.stderr
        self.restart()
        return released.stdout

    def attach_addon(self, **variables: str):
        """Attach an add-on: config vars and new dynos, but no release command."""
        self.config |= variables
        self.restart()

    def restart(self):
        """Stop the old dyno; the router holds requests until the new one listens."""
        self.router.target = None
        if self.web is not None:
            self.web.stop(seconds=30)
        port = free_port()
        self._dynos += 1
        self.web = Process(
            self._command("web"),
            self.folder / "logs" / f"web.{self._dynos}",
            cwd=self.slug,
            env=self._environment(DYNO="web.1", PORT=str(port)),
        )
        self.web.launch()
        self.router.target = port

    def wait_until_it_listens(self):
        self.web.wait(ready=lambda: answers(self.router.target), seconds=60)

    def log(self) -> str:
        """The log of the web dynos."""
        logs = sorted((self.folder / "logs").iterdir(), key=lambda path: path.stat().st_mtime)
        return "".join(path.read_text() for path in logs)

    def _command(self, kind: str) -> list[str]:
        procfile = (self.slug / "Procfile").read_text().splitlines()
        [command] = [line for line in procfile if line.startswith(f"{kind}: ")]
        return ["bash", "-c", f"exec {command.partition(': ')[2]}"]

    def _environment(self, **dyno: str) -> dict[str, str]:
        path = f"{self.slug}/.packages/bin:/usr/local/bin:/usr/bin:/bin"
        return {"HOME": str(self.slug), "LANG": "C.UTF-8", "PATH": path} | self.config | dyno

    def _write_config(self):
        lines = [f"{name}={value}" for name, value in self.config.items()]
        (self.folder / "config").write_text("".join(f"{line}\n" for line in lines))


def _git(*arguments):
    command = ["git", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, f"{shlex.join(command)}: {done.stderr}"
