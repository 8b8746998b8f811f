// What an open conversation needs.
import "./elements/chat-files.js";
import "./elements/chat-composer.js";
import "./elements/chat-log.js";
import "./elements/conversation-end.js";
import "./elements/line-bar.js";
import "./elements/message-limit.js";
import "./elements/message-menu.js";
import "./elements/talk-photos.js";
import "./elements/typing-line.js";
import { socket } from "./lib/chat.js";
import { followPlaces } from "./lib/place_card.js";
import { followPresence } from "./lib/presence.js";

followPresence(socket);
followPlaces(socket);
