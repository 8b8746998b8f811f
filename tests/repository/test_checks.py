"""The pre-commit hooks run what `make lint` runs, with the tools that it installs."""

import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"]


def lint_commands() -> list[str]:
    """The commands of `make lint`, with the variables expanded; its installations are left out."""
    stamps = [f"--assume-old=.venv/.{name}-installed" for name in ("run", "dev", "js")]
    command = ["make", "--dry-run", "--no-print-directory", *stamps, "lint"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_hooks_run_the_commands_of_make_lint():
    hooks = [hook["entry"] for repository in HOOKS for hook in repository["hooks"]]
    assert hooks == lint_commands()


def test_hooks_download_nothing():
    assert {repository["repo"] for repository in HOOKS} == {"local"}
    assert {hook["language"] for hook in HOOKS[0]["hooks"]} == {"system"}


def test_lockfile_names_no_registry():
    assert '"resolved"' not in (ROOT / "tools" / "js" / "package-lock.json").read_text()
