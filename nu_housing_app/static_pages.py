"""Pages without any data: fair housing, house rules, privacy, safety."""

from django.urls import path
from django.views.generic import TemplateView

NAMES = ("fair-housing", "house-rules", "privacy", "safety")

urlpatterns = [
    path(f"{name}/", TemplateView.as_view(template_name=f"static_pages/{name}.html"), name=name)
    for name in NAMES
]
