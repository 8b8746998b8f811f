"""The preload links of the chat's scripts."""

import posixpath
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from chat.templatetags import module_tags
from nu_housing_app.storage import StaticStorage

SOURCE = Path(settings.BASE_DIR / "static")
PAGE = "js/conversation/conversation-page.js"
WORKER = "js/upload/resize-worker.js"
LINK = re.compile(r'<link rel="modulepreload" href="([^"]+)">')
IMPORT = re.compile(r"""(?:import|from)\s*["'](\.[^"']+)["']""")


@pytest.fixture
def hashed(tmp_path, monkeypatch) -> Path:
    """A folder with the scripts under their names in production."""
    storage = StaticStorage(location=tmp_path, base_url="/")
    source = FileSystemStorage(SOURCE)
    paths = dict.fromkeys([*module_tags.modules_of(PAGE), WORKER], source)
    for path in paths:
        storage.save(path, source.open(path))
    for name, _, error in storage.post_process({p: (s, p) for p, s in paths.items()}):
        assert not isinstance(error, Exception), name
    monkeypatch.setattr(module_tags, "static", lambda path: storage.stored_name(path))
    return tmp_path


def test_module_and_its_imports_are_preloaded_once_by_served_names(hashed):
    named = LINK.findall(module_tags.modulepreload(PAGE, "js/session.js"))
    imported = {
        posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        for path in named
        for target in IMPORT.findall((hashed / path).read_text())
    }
    assert len(named) == len(set(named)) > 15
    assert re.fullmatch(r"js/conversation/conversation-page\.\w{12}\.js", named[0])
    assert imported == set(named[1:])


def test_worker_has_its_served_name(hashed):
    [module] = (hashed / "js/upload").glob("resize-image.????????????.js")
    [name] = re.findall(r'new URL\("\./([^"]+)", import\.meta\.url\)', module.read_text())
    assert re.fullmatch(r"resize-worker\.\w{12}\.js", name)
    assert (module.parent / name).exists()
