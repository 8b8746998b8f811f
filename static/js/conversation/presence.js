// Marks the participants who are online.
import { findAll } from "../dom.js";

/** @type {Set<number>} */
const online = new Set();

// Marks every name on the page, also those that were added meanwhile.
export function showPresence() {
  for (const person of findAll(document, "[data-person]")) {
    for (const mark of findAll(person, ".online")) {
      mark.hidden = !online.has(Number(person.dataset.person));
    }
  }
}

/** @param {ChatSocket} socket */
export function followPresence(socket) {
  document.body.addEventListener("htmx:afterSwap", showPresence);
  socket.addEventListener("presence", ({ detail }) => {
    if (detail.online) online.add(detail.user);
    else online.delete(detail.user);
    showPresence();
  });
  socket.addEventListener("ready", ({ detail }) => {
    online.clear();
    for (const user of detail.online) online.add(user);
    showPresence();
  });
}
