// Marks the participants who are online.
const online = new Set();

// Marks every name on the page, also those that were added meanwhile.
export function showPresence() {
  for (const person of document.querySelectorAll("[data-person]")) {
    for (const mark of person.querySelectorAll(".online")) {
      mark.hidden = !online.has(Number(person.dataset.person));
    }
  }
}

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
