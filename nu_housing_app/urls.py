from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import TemplateView

from chat.views import conversations
from listings.views.home import home
from nu_housing_app import health
from nu_housing_app.media import media

urlpatterns = [
    path("", home, name="home"),
    path("listings/<int:pk>/contact/", conversations.contact, name="contact"),
    path("listings/", include("listings.urls")),
    path("chat/", include("chat.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path(
        "fair-housing/",
        TemplateView.as_view(template_name="fair_housing.html"),
        name="fair-housing",
    ),
    # Pictures alone: what is private never gets an address like this.
    re_path(r"^media/(?P<path>(?:photos|people)/.+)$", media, name="media"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
]
