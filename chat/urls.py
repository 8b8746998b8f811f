from django.urls import path

from chat.views import attachments, conversations, membership, messages, search

app_name = "chat"

urlpatterns = [
    path("", conversations.inbox, name="inbox"),
    path("search/", search.search, name="search"),
    path("new/", conversations.new, name="new"),
    path("<int:pk>/", conversations.conversation, name="conversation"),
    path("<int:pk>/invite/", membership.invite, name="invite"),
    path("<int:pk>/join/", membership.join, name="join"),
    path("<int:pk>/decline/", membership.decline, name="decline"),
    path("<int:pk>/withdraw/", membership.withdraw, name="withdraw"),
    path("<int:pk>/leave/", membership.leave, name="leave"),
    path("<int:pk>/remove/", membership.remove, name="remove"),
    path("<int:pk>/rename/", membership.rename, name="rename"),
    path("<int:pk>/mute/", membership.mute, name="mute"),
    path("<int:pk>/read/", messages.read, name="read"),
    path("<int:pk>/messages/", messages.messages, name="messages"),
    path("<int:pk>/attachments/", attachments.upload, name="attachments"),
    path("<int:pk>/attachments/<uuid:file>/", attachments.attachment, name="attachment"),
]
