// What every page of someone who is logged in has: their socket, counts and outbox.
import { Outbox } from "./outbox/outbox.js";
import { UnreadCounts } from "./unread/unread-counts.js";
import { ChatSocket } from "./socket/chat-socket.js";

// The page was made at these versions: whatever came since is missing on it.
function versionsOnPage() {
  const versions = new Map();
  for (const { dataset } of document.querySelectorAll("[data-conversation][data-version]")) {
    const [conversation, version] = [Number(dataset.conversation), Number(dataset.version)];
    versions.set(conversation, Math.min(version, versions.get(conversation) ?? version));
  }
  return versions;
}

export const me = Number(document.body.dataset.user);
export const socket = new ChatSocket("/ws/", me, versionsOnPage());
export const places = new UnreadCounts(me, socket);
export const outbox = new Outbox(me, socket);
