// Calls `then` when the day is another one: at midnight, or when one looks again after it.
export function onDayChange(then) {
  let today = new Date().toDateString();
  const look = () => {
    const now = new Date();
    const next = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
    clearTimeout(look.timer);
    look.timer = setTimeout(look, next - now + 100);
    if (now.toDateString() === today) return;
    today = now.toDateString();
    then();
  };
  document.addEventListener("visibilitychange", look);
  look();
}
