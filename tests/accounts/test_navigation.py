"""The header marks the current section."""

import re

import pytest

from tests.support.factories import ConversationFactory, ListingFactory, VerifiedStudentFactory

pytestmark = pytest.mark.django_db


def marked(client, path) -> list[tuple]:
    """(text, aria-current) of the links in the header that are marked as current."""
    header = client.get(path).text.partition("<header")[2].partition("</header>")[0]
    links = re.findall(r'<a [^>]*aria-current="(\w+)">(.*?)</a>', header, re.DOTALL)
    return [(re.sub(r"<[^>]*>", " ", words).split()[0], mark) for mark, words in links]


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/listings/", ("Browse", "page")),
        ("/listings/{listing}/", ("Browse", "true")),
        ("/listings/saved/", ("Saved", "page")),
        ("/listings/searches/", ("Saved", "true")),
        ("/listings/alerts/", ("Alerts", "page")),
        ("/chat/", ("Chat", "page")),
        ("/chat/{conversation}/", ("Chat", "true")),
        ("/chat/search/", ("Chat", "true")),
        ("/listings/mine/", ("My", "page")),
        ("/listings/{listing}/edit/?step=words", ("My", "true")),
        ("/listings/{listing}/delete/", ("My", "true")),
        ("/accounts/profile/", ("You", "page")),
        ("/accounts/profile/delete/", ("You", "true")),
        ("/accounts/email/", ("You", "true")),
        ("/listings/new/", ("Post", "page")),
    ],
)
def test_link_to_the_current_section_is_marked(client, path, current):
    ana = VerifiedStudentFactory()
    client.force_login(ana)
    listing, conversation = ListingFactory(lister=ana), ConversationFactory(participants=[ana])
    assert marked(client, path.format(listing=listing.pk, conversation=conversation.pk)) == [
        current
    ]


@pytest.mark.parametrize("path", ["/", "/privacy/", "/nowhere/"])
def test_page_outside_the_sections_marks_no_link(client, path):
    assert marked(client, path) == []
