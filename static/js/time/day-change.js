/**
 * Calls `callback` when a new day has begun: at midnight, or when the page becomes visible after it.
 * @param {() => void} callback
 */
export function onDayChange(callback) {
  let today = new Date().toDateString();
  /** @type {Timer} */
  let timer;
  const check = () => {
    const now = new Date();
    const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
    clearTimeout(timer);
    timer = setTimeout(check, Number(midnight) - Number(now) + 100);
    if (now.toDateString() === today) return;
    today = now.toDateString();
    callback();
  };
  document.addEventListener("visibilitychange", check);
  check();
}
