// Unsent messages and drafts are stored in this browser under their author's user id. They survive a
// lost connection and an expired session. Logging out deletes them, and the next user to log in here
// finds nothing of the last one's.
import { LocalStorage } from "./local-storage.js";

const UNSENT = ["draft.", "outbox.", "pause."];
/** @type {LocalStorage<number>} */
const logout = new LocalStorage("left"); // its change tells other tabs of the logout

export function clearOnLogout() {
  for (const prefix of [...UNSENT, "seen:"]) new LocalStorage(prefix).clear();
  logout.set("", Date.now());
}

/** @param {number} user */
export function clearUnsentOfOthers(user) {
  for (const prefix of UNSENT) new LocalStorage(prefix).clear(`${user}.`);
}

/**
 * Calls `callback` when the user logs out in another tab.
 * @param {() => void} callback
 */
export function onLogout(callback) {
  logout.watch((key) => key === "" && callback());
}
