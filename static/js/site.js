// What every page needs: the place one is at is marked in the navigation.
const here = location.pathname;
for (const link of document.querySelectorAll(".nav-item")) {
  const path = new URL(link.href).pathname;
  if (path === here || (path !== "/" && here.startsWith(path) && path !== "/listings/")) {
    link.setAttribute("aria-current", path === here ? "page" : "true");
  }
}

// Who is logged in hears of messages on every page. The line opens once the page is whole: what
// comes over it must find its place.
if (document.body.dataset.user) {
  const whole = new Promise((then) => addEventListener("DOMContentLoaded", then, { once: true }));
  Promise.all([import("./lib/chat.js"), import("./elements/unread-count.js"), whole]).then(
    ([{ socket }]) => socket.start(),
  );
}
