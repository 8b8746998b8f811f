import "./time/relative-time.js";
import { replayInput } from "./forms/input-replay.js";

addEventListener("htmx:load", replayInput, { once: true });

// Whoever logs in comes back to what is on the screen: a search swaps in place and moves the URL.
addEventListener("click", ({ target }) => {
  const link = target.closest?.("a[data-comes-back]");
  if (!link || location.pathname.startsWith("/accounts/")) return;
  link.search = new URLSearchParams({ next: location.pathname + location.search });
});

// What a busy server or a rate limit says goes among the notices; another 503 is the platform's own
// page.
addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { status } = detail.xhr;
  if ([429, 503].includes(status) && detail.xhr.getResponseHeader("HX-Reswap")) detail.shouldSwap = true;
});

// Who is logged in hears of messages on every page. The line opens once the page is whole: what
// comes over it must find its place.
if (document.body.dataset.user) {
  const whole = new Promise((then) => addEventListener("DOMContentLoaded", then, { once: true }));
  const modules = [import("./storage/clear-on-logout.js"), import("./session.js")];
  const counts = [import("./unread/unread-badge.js"), import("./alerts/alert-badge.js")];
  Promise.all([...modules, ...counts, whole]).then(
    ([{ clearOthersUnsent, onLogout }, { me, socket }]) => {
      clearOthersUnsent(me);
      onLogout(() => location.reload());
      reloadWhenLoggedOut(socket);
      socket.start();
    },
  );
} else if (document.querySelector("[data-left]")) {
  import("./storage/clear-on-logout.js").then(({ clearUnsent }) => clearUnsent());
}

// Who goes back to a page that the browser remembers, and is logged out by now, sees the login.
function reloadWhenLoggedOut(socket) {
  let isRemembered = false;
  addEventListener("pageshow", ({ persisted }) => (isRemembered ||= persisted));
  socket.addEventListener("state", () => {
    if (isRemembered && socket.state === "refused") location.reload();
  });
}
