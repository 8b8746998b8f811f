import pytest

from tests.support.factories import ListingFactory

pytestmark = pytest.mark.django_db


def test_a_crawler_is_led_to_the_map_of_the_site(client):
    robots = client.get("/robots.txt")
    assert robots["Content-Type"].startswith("text/plain")
    assert "Sitemap: http://testserver/sitemap.xml" in robots.text
    index = client.get("/sitemap.xml").text
    assert "http://testserver/sitemap-places.xml" in index
    assert "http://testserver/listings/" in client.get("/sitemap-doors.xml").text


def test_what_is_offered_can_be_found_and_drafts_cannot(client):
    offered, draft = ListingFactory(), ListingFactory(status="draft")
    places = client.get("/sitemap-places.xml").text
    assert f"http://testserver{offered.get_absolute_url()}<" in places
    assert draft.get_absolute_url() not in places


def test_the_map_of_the_site_takes_no_query_a_place(client, django_assert_max_num_queries):
    ListingFactory.create_batch(5)
    with django_assert_max_num_queries(3):
        client.get("/sitemap-places.xml")
