// The logged-in user's session on a page: their socket, unread counts and outbox.
import { findAll } from "./dom.js";
import { Outbox } from "./outbox/outbox.js";
import { ChatSocket } from "./socket/chat-socket.js";
import { UnreadCounts } from "./unread/unread-counts.js";

// The conversations' versions at which the page was rendered. Later changes are missing on it.
function versionsOnPage() {
  const versions = new Map();
  for (const { dataset } of findAll(document, "[data-conversation][data-version]")) {
    const [conversation, version] = [Number(dataset.conversation), Number(dataset.version)];
    versions.set(conversation, Math.min(version, versions.get(conversation) ?? version));
  }
  return versions;
}

export const me = Number(document.body.dataset.user);
export const socket = new ChatSocket("/ws/", me, versionsOnPage());
export const unreadCounts = new UnreadCounts(me, socket);
export const outbox = new Outbox(me, socket);
