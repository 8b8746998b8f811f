import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from demo import photos

User = get_user_model()


def test_it_refuses_in_production(db, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG_VALUE") as refusal:
        call_command("demo")
    assert refusal.value.returncode == 1
    assert "\n" not in str(refusal.value)
    assert not User.objects.exists()


def test_it_refuses_where_the_pictures_are_left_out(db, settings, tmp_path, monkeypatch):
    settings.DEBUG = True
    monkeypatch.setattr(photos, "FOLDER", tmp_path / "pictures")
    with pytest.raises(CommandError, match="demo/pictures"):
        call_command("demo")
    assert not User.objects.exists()
