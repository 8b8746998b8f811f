from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import TemplateView
from django.views.static import serve

from chat.views import conversations
from listings.views.home import home
from nu_housing_app import health

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
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
]
if settings.STORAGES["default"]["BACKEND"].endswith("FileSystemStorage"):
    urlpatterns.append(
        re_path(
            rf"^{settings.MEDIA_URL.lstrip('/')}(?P<path>.*)$",
            serve,
            {"document_root": settings.MEDIA_ROOT},
        )
    )
