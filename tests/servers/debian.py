"""Finds a program on this machine, or installs it from Debian's packages."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.servers.process import Unavailable

# Packages unpacked without root, kept between runs.
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "debian"
# Where the packages install programs. Chromium's launcher in bin points out of the cache.
PROGRAM_FOLDERS = ["usr/lib/postgresql/*/bin", "usr/lib/chromium", "usr/bin"]


def find(program: str) -> Path | None:
    """The path of `program`: on PATH, where Debian installs it, or unpacked by `install`."""
    if found := shutil.which(program):
        return Path(found)
    for root in (Path("/"), CACHE):
        for folder in PROGRAM_FOLDERS:
            for path in sorted(root.glob(f"{folder}/{program}"), reverse=True):
                if os.access(path, os.X_OK):
                    return path
    return None


def launch_environment() -> dict[str, str]:
    """The environment in which an unpacked program finds its libraries and fonts."""
    environment = dict(os.environ)
    if libraries := sorted({str(path.parent) for path in CACHE.glob("**/lib/**/*.so*")}):
        environment["LD_LIBRARY_PATH"] = ":".join(libraries)
    if (CACHE / "etc" / "fonts").exists():
        environment["FONTCONFIG_SYSROOT"] = str(CACHE)
    return environment


def install(packages: list[str]):
    """Install `packages` as root, with sudo, or unpacked into the cache. Raises Unavailable."""
    if not shutil.which("apt-get"):
        raise Unavailable("no apt-get here")
    if os.geteuid() == 0:
        _install_as_root([], packages)
    elif shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"]).returncode == 0:
        _install_as_root(["sudo", "-n"], packages)
    else:
        _unpack(packages)


def _install_as_root(sudo: list[str], packages: list[str]):
    apt = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "--quiet=2"]
    _run([*apt, "update"])
    _run([*apt, "install", "--yes", "--no-install-recommends", *packages])


def _unpack(packages: list[str]):
    """apt-get with lists of its own, which needs no root."""
    state, debs = CACHE.parent / "apt", CACHE.parent / "debs"
    for folder in (state / "lists" / "partial", state / "archives" / "partial", debs, CACHE):
        folder.mkdir(parents=True, exist_ok=True)
    apt = ["apt-get", "--quiet=2", "-o", "Debug::NoLocking=1"]
    apt += ["-o", f"Dir::State={state}", "-o", "Dir::State::status=/var/lib/dpkg/status"]
    apt += ["-o", f"Dir::Cache={state}"]
    _run([*apt, "update"])
    plan = _run([*apt, "install", "--simulate", "--no-install-recommends", *packages])
    names = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    _run([*apt, "download", *names], cwd=debs)
    for deb in debs.glob("*.deb"):
        _run(["dpkg-deb", "--extract", str(deb), str(CACHE)])
    shutil.rmtree(debs)
    shutil.rmtree(state)


def _run(command: list[str], **options) -> str:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, **options
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise Unavailable(f"`{' '.join(command[:8])}` failed: {said[-1] if said else ''}")
    return done.stdout
