import pytest

from tests.support.factories import ListingFactory

pytestmark = pytest.mark.django_db


def test_robots_txt_names_the_sitemap(client):
    robots = client.get("/robots.txt")
    assert robots["Content-Type"].startswith("text/plain")
    assert "Sitemap: http://testserver/sitemap.xml" in robots.text
    index = client.get("/sitemap.xml").text
    assert "http://testserver/sitemap-places.xml" in index
    assert "http://testserver/listings/" in client.get("/sitemap-doors.xml").text


def test_sitemap_lists_published_listings_and_no_drafts(client):
    offered, draft = ListingFactory(), ListingFactory(status="draft")
    places = client.get("/sitemap-places.xml").text
    assert f"http://testserver{offered.get_absolute_url()}<" in places
    assert draft.get_absolute_url() not in places


def test_sitemap_makes_no_query_per_listing(client, django_assert_max_num_queries):
    ListingFactory.create_batch(5)
    with django_assert_max_num_queries(3):
        client.get("/sitemap-places.xml")
