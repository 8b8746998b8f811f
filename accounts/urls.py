from django.urls import path

from accounts import deletion, views
from accounts.authentication.reauthentication import ReauthenticateByCodeView

app_name = "accounts"

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("profile/photo/", views.photo, name="photo"),
    path("profile/photo/remove/", views.remove_photo, name="remove-photo"),
    path("profile/emails/", views.emails, name="emails"),
    path(
        "reauthenticate/code/",
        ReauthenticateByCodeView.as_view(),
        name="reauthenticate-by-code",
    ),
    path("profile/data/", deletion.download, name="data"),
    path("profile/delete/", deletion.delete, name="delete"),
    path("confirm-email/<str:token>/", views.confirm_email, name="confirm-email"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("no-more-email/<str:token>/", views.suppress, name="suppress"),
    path("people/<uuid:public_id>/", views.person, name="person"),
]
