from django.urls import path

from chat.views import conversations, messages

app_name = "chat"

urlpatterns = [
    path("", conversations.inbox, name="inbox"),
    path("new/", conversations.new, name="new"),
    path("<int:pk>/", conversations.conversation, name="conversation"),
    path("<int:pk>/join/", conversations.join, name="join"),
    path("<int:pk>/leave/", conversations.leave, name="leave"),
    path("<int:pk>/messages/", messages.messages, name="messages"),
]
