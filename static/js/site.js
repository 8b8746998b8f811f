// Loaded on every page.
import { closest } from "./dom.js";
import "./time/time-elements.js";
import { replayInput } from "./forms/input-replay.js";

addEventListener("htmx:load", replayInput, { once: true });

// After logging in, the user returns to what the screen shows now: a search swaps its results in
// place and changes the URL, so the server's link may be outdated.
addEventListener("click", ({ target }) => {
  const link = closest(target, "a[data-return-here]", HTMLAnchorElement);
  if (!link || location.pathname.startsWith("/accounts/")) return;
  link.search = String(new URLSearchParams({ next: location.pathname + location.search }));
});

// The responses of a busy server and of a rate limit are swapped into the notices; any other 503 is
// the hosting platform's own page.
addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { status } = detail.xhr;
  if ([429, 503].includes(status) && detail.xhr.getResponseHeader("HX-Reswap")) detail.shouldSwap = true;
});

// Logged-in users receive messages on every page. The socket connects once the page is parsed, so
// that frames find the elements that show them.
if (document.body.dataset.user) {
  const parsed = new Promise((resolve) => addEventListener("DOMContentLoaded", resolve, { once: true }));
  const modules = [import("./storage/clear-on-logout.js"), import("./session.js")];
  const badges = [import("./unread/unread-badge.js"), import("./alerts/alert-badge.js")];
  Promise.all([...modules, ...badges, parsed]).then(
    ([{ clearUnsentOfOthers, onLogout }, { me, socket }]) => {
      clearUnsentOfOthers(me);
      onLogout(() => location.reload());
      reloadWhenLoggedOut(socket);
      socket.start();
    },
  );
} else if (document.querySelector("[data-logged-out]")) {
  import("./storage/clear-on-logout.js").then(({ clearOnLogout }) => clearOnLogout());
}

/**
 * A page that the browser restored from its back/forward cache after a logout leads to the login.
 * @param {ChatSocket} socket
 */
function reloadWhenLoggedOut(socket) {
  let isRestored = false;
  addEventListener("pageshow", ({ persisted }) => (isRestored ||= persisted));
  socket.addEventListener("state", () => {
    if (isRestored && socket.state === "refused") location.reload();
  });
}
