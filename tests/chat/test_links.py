"""Web addresses in messages. The tests of the scripts read the same table."""

import re
from html import unescape

import pytest

from chat.links import linked
from tests import rules

CASES = rules.read("links")
LINK = re.compile(r'<a href="([^"]*)" target="_blank" rel="noopener nofollow ugc">([^<]*)</a>')


def leads_to(address: str) -> str:
    return f"https://{address}" if address.lower().startswith("www.") else address


@pytest.mark.parametrize(("text", "addresses"), CASES)
def test_only_addresses_become_links(text, addresses):
    html = linked(text)
    found = [(unescape(href), unescape(words)) for href, words in LINK.findall(html)]
    assert found == [(leads_to(address), address) for address in addresses]
    assert unescape(re.sub(r"</?a[^>]*>", "", html)) == text
    assert html.count("<") == 2 * len(addresses)


@pytest.mark.parametrize(
    "text", ["https://" * 500, "https://" + "(" * 4000, "https://." + "(." * 2000, "www.a" * 800]
)
def test_longest_body_takes_no_time(text):
    linked(text)
    assert linked("https://a.b/" + "x" * 3900).startswith('<a href="https://a.b/xxx')
