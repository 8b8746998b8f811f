from chat.consumers import ChatConsumer
from chat.delivery.admission import ConnectionAdmission

sockets = {"/ws/": ConnectionAdmission(ChatConsumer.as_asgi())}
