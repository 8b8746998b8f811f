import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

User = get_user_model()


def test_it_refuses_in_production(db, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG_VALUE") as refusal:
        call_command("demo")
    assert refusal.value.returncode == 1
    assert "\n" not in str(refusal.value)
    assert not User.objects.exists()


@pytest.mark.parametrize("wrong", [{"width": 8}, {"photos": -1}])
def test_it_refuses_what_cannot_be_drawn(db, settings, wrong):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="or more"):
        call_command("demo", **wrong)
    assert not User.objects.exists()
