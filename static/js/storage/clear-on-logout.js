// What one has written and not sent lies in this browser, under the number of who wrote it. It
// waits for them, through a lost line and a login that has run out; whoever logs out takes it
// along, and whoever logs in next finds nothing of who was here before.
import { Kept } from "./local-storage.js";

const UNSENT = ["draft.", "outbox.", "pause."];
const left = new Kept("left");

export function forgetAll() {
  for (const prefix of [...UNSENT, "seen:"]) new Kept(prefix).clear();
  left.set("", Date.now());
}

export function forgetOthers(user) {
  for (const prefix of UNSENT) new Kept(prefix).clear(`${user}.`);
}

// Calls `then` when one logs out in another tab.
export function onLeaving(then) {
  left.watch((key) => key === "" && then());
}
