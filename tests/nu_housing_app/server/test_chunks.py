"""Chunked bodies, sent to a real process."""

import pytest
import requests


@pytest.mark.parametrize(
    ("size", "number", "status"), [(1, 900, 403), (1, 2000, 400), (64, 2000, 403), (0, 0, 403)]
)
def test_body_in_too_many_short_chunks_is_refused(transactional_db, web, size, number, status):
    # Without a CSRF token, a body that is read completely is forbidden.
    chunks = (b"a" * size for _ in range(number))
    assert requests.post(web.url, data=chunks, timeout=30).status_code == status
