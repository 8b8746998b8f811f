from django.urls import path

from listings.views import (
    alerts,
    browse,
    detail,
    expiry_answer,
    feed,
    manage,
    map,
    photos,
    posting,
    saved_listings,
    saved_searches,
)

app_name = "listings"

urlpatterns = [
    path("", browse.browse, name="browse"),
    path("map.json", map.map_json, name="map"),
    path("feed.atom", feed.feed, name="feed"),
    path("new/", posting.new, name="new"),
    path("mine/", manage.mine, name="mine"),
    path("mine/confirm/", manage.confirm, name="confirm"),
    path("confirm/<str:token>/", expiry_answer.answer, name="answer"),
    path("saved/", saved_listings.saved, name="saved"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/seen/", alerts.seen, name="alerts-seen"),
    path("searches/", saved_searches.searches, name="searches"),
    path("searches/<int:pk>/", saved_searches.change, name="search"),
    path("searches/<int:pk>/delete/", saved_searches.delete, name="search-delete"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/card/", browse.card, name="card"),
    path("<int:pk>/save/", saved_listings.save, name="save"),
    path("<int:pk>/edit/", posting.edit, name="edit"),
    path("<int:pk>/status/", manage.status, name="status"),
    path("<int:pk>/delete/", manage.delete, name="delete"),
    path("<int:pk>/photos/", photos.upload, name="photos"),
    path("<int:pk>/photos/order/", photos.order, name="photo-order"),
    path("<int:pk>/photos/<int:photo>/delete/", photos.delete, name="photo-delete"),
]
