"""Documents and comments name only files and modules that exist."""

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GIT = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
LISTED = subprocess.run(GIT, cwd=ROOT, capture_output=True, text=True, check=True).stdout
FILES = {name for name in LISTED.splitlines() if (ROOT / name).is_file()}
FOLDERS = {f"{folder}/" for name in FILES for folder in Path(name).parents}
# A program, what a run creates, and an example.
NO_FILES = {"Node.js", "media/", "worker.js"}
NAMES = NO_FILES | {
    path for name in FILES for path in accumulate(reversed(name.split("/")), "{1}/{0}".format)
}

ENDINGS = "css|csv|html|js|lua|md|mjs|py|toml|yml"
FILE = re.compile(rf"(?<![\w./-])(?:\.{{1,2}}/)*((?:[\w.-]+/)*\w[\w.-]*\.(?:{ENDINGS}))\b(?!\.?\w)")
FOLDER = re.compile(r"`((?:[\w.-]+/)+)`")
PACKAGES = "accounts|bench|chat|demo|listings|nu_housing_app|realtime|tests"
MODULE = re.compile(rf"(?<![\w./-])((?:{PACKAGES})(?:\.[a-z_]\w+)+)(?![\w/]|\.\w)")
LINK = re.compile(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)")
COMMENT = {
    ".css": re.compile(r"/\*.*?\*/", re.DOTALL),
    ".html": re.compile(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", re.DOTALL),
    ".js": re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL),
    ".lua": re.compile(r"--[^\n]*"),
}
COMMENT[".mjs"] = COMMENT[".js"]


def comments_of(name: str) -> Iterator[str]:
    """Yield a document as a whole, or the comments and docstrings of code."""
    path = ROOT / name
    if path.suffix == ".md":
        yield path.read_text()
    elif path.suffix == ".py":
        yield from _comments_of_python(path.read_text())
    elif path.suffix in COMMENT:
        yield from COMMENT[path.suffix].findall(path.read_text())


def _comments_of_python(text: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def missing_names(text: str) -> Iterator[str]:
    for path in FILE.findall(text):
        if path not in NAMES:
            yield path
    for folder in FOLDER.findall(text):
        if not any(f"/{known}".endswith(f"/{folder}") for known in FOLDERS | NO_FILES):
            yield folder
    for module in MODULE.findall(text):
        if not module_exists(module):
            yield module


def module_exists(dotted: str) -> bool:
    """Whether a dotted name is a module, a package, or a name in one."""
    path = dotted.replace(".", "/")
    parent = path.rpartition("/")[0]
    return f"{path}/" in FOLDERS or not FILES.isdisjoint(
        {f"{path}.py", f"{parent}.py", f"{parent}/__init__.py"}
    )


def anchors_of(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_documents_and_comments_name_files_that_exist():
    missing = {
        f"{name} names {path}"
        for name in FILES
        for text in comments_of(name)
        for path in missing_names(text)
    }
    assert not missing, "\n".join(sorted(missing))


def test_links_between_documents_lead_somewhere():
    for name in filter(re.compile(r"\.md$").search, FILES):
        document = ROOT / name
        for path, anchor in LINK.findall(document.read_text()):
            target = document.parent / path if path else document
            assert target.exists(), f"{name} links to {path}"
            assert not anchor or anchor in anchors_of(target), f"{name} links to {path}#{anchor}"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("the code in `chat/consumers.py` and `chat/`", []),
        ("see static/js/no_such_file.js", ["static/js/no_such_file.js"]),
        ("`chat/no_such_folder/` and README.md.", ["chat/no_such_folder/"]),
        ("chat.consumers, chat.consumers.ChatConsumer", []),
        ("chat.no_such_module.function", ["chat.no_such_module.function"]),
        ("https://example.com/page.html", []),
    ],
)
def test_a_file_that_does_not_exist_is_found(text: str, missing: list[str]):
    assert list(missing_names(text)) == missing
