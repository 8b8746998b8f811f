// Who is here: the dots beside the names.
export function showPresence(socket) {
  const show = (user, isOnline) => {
    for (const sign of document.querySelectorAll(`[data-person="${user}"] .online`)) {
      sign.hidden = !isOnline;
    }
  };
  socket.addEventListener("presence", ({ detail }) => show(detail.user, detail.online));
  socket.addEventListener("ready", ({ detail }) => {
    const people = document.querySelectorAll("[data-person]");
    for (const { dataset } of people) {
      show(dataset.person, detail.online.includes(Number(dataset.person)));
    }
  });
}
