// What one has written and not sent lies in this browser, under the number of who wrote it. It
// waits for them, through a lost line and a login that has run out; whoever logs out takes it
// along, and whoever logs in next finds nothing of who was here before.
import { LocalStorage } from "./local-storage.js";

const UNSENT = ["draft.", "outbox.", "pause."];
const left = new LocalStorage("left");

export function clearUnsent() {
  for (const prefix of [...UNSENT, "seen:"]) new LocalStorage(prefix).clear();
  left.set("", Date.now());
}

export function clearOthersUnsent(user) {
  for (const prefix of UNSENT) new LocalStorage(prefix).clear(`${user}.`);
}

// Calls `then` when one logs out in another tab.
export function onLogout(then) {
  left.watch((key) => key === "" && then());
}
