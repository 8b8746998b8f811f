from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.templatetags.static import static
from django.urls import include, path, re_path
from django.utils.functional import lazy
from django.views.generic import RedirectView, TemplateView

from chat.views import conversations
from listings.views.home import home
from nu_housing_app import health
from nu_housing_app.media import media
from nu_housing_app.sitemap import SITEMAPS

urlpatterns = [
    path("", home, name="home"),
    path("listings/<int:pk>/contact/", conversations.contact, name="contact"),
    path("listings/", include("listings.urls")),
    path("chat/", include("chat.urls")),
    path("accounts/", include("accounts.urls")),
    # allauth requires no reauthentication to set a first password.
    path(
        "accounts/password/set/",
        reauthentication_required(app="allauth.account")(password_set),
        name="account_set_password",
    ),
    path("accounts/", include("allauth.urls")),
    path("", include("nu_housing_app.static_pages")),
    # Pictures only: private files never get a URL like this.
    re_path(r"^media/(?P<path>(?:photos|people)/.+)$", media, name="media"),
    # Browsers request this for pages that name no icon, such as the admin's.
    path("favicon.ico", RedirectView.as_view(url=lazy(static, str)("img/icon.svg"))),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain")),
    path("sitemap.xml", sitemaps.index, {"sitemaps": SITEMAPS}, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        sitemaps.sitemap,
        {"sitemaps": SITEMAPS},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path("healthz", health.healthz),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
]
