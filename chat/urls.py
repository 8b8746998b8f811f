from django.urls import path

from chat.views import conversations, membership, messages

app_name = "chat"

urlpatterns = [
    path("", conversations.inbox, name="inbox"),
    path("new/", conversations.new, name="new"),
    path("<int:pk>/", conversations.conversation, name="conversation"),
    path("<int:pk>/invite/", membership.invite, name="invite"),
    path("<int:pk>/join/", membership.join, name="join"),
    path("<int:pk>/leave/", membership.leave, name="leave"),
    path("<int:pk>/read/", messages.read, name="read"),
    path("<int:pk>/messages/", messages.messages, name="messages"),
]
