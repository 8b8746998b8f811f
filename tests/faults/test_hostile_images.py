"""Many hostile images at once, uploaded to a real web process."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.servers.memory import MEGABYTE, MemoryWatch, resident
from tests.support.factories import VerifiedStudentFactory
from tests.support.hostile_images import hostile

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")

AT_ONCE = 20
MOST_MEMORY = 400 * MEGABYTE  # of a dyno's 512 MB
LEFT_BEHIND = 60 * MEGABYTE


@pytest.fixture
def web(start_web):
    return start_web()


@pytest.fixture
def send(web, session_of):
    """`send(content)` uploads a profile photo and returns the status of the response."""
    session = session_of(VerifiedStudentFactory())

    def send(content: bytes) -> int:
        return requests.post(
            f"{web.url}/accounts/profile/photo/",
            files={"photo": ("me.png", content)},
            headers={"X-CSRFToken": "a" * 32, "HX-Request": "true"},
            cookies={"sessionid": session, "csrftoken": "a" * 32},
            timeout=120,
        ).status_code

    return send


def test_hostile_images_stay_within_memory_that_is_released(web, send):
    images = hostile()
    assert send(images["png palette"]) == 200
    before = resident(web.pid)
    with MemoryWatch(web.pid) as watch, ThreadPoolExecutor(AT_ONCE) as senders:
        statuses = set(senders.map(send, images.values()))
    after = resident(web.pid)
    assert statuses <= {200, 429, 503}  # refused in the form, or asked to retry
    assert watch.most < MOST_MEMORY
    assert after < before + LEFT_BEHIND
