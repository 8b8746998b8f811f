// Loaded on the page of an open conversation.
import "../composer/attachment-picker.js";
import "../composer/chat-composer.js";
import "../messages/chat-log.js";
import "./conversation-ended.js";
import "../socket/connection-status.js";
import "../composer/message-limit.js";
import "../messages/message-menu.js";
import "../photos/message-lightbox.js";
import "./typing-indicator.js";
import { followListings } from "../listings/listing-preview.js";
import { socket } from "../session.js";
import { followPresence } from "./presence.js";

followPresence(socket);
followListings(socket);
