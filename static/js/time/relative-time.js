// Says how long ago the <time> in it is, and goes on saying it. Without scripts the day stands there.
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const shown = new Set();

export function ago(seconds) {
  if (seconds < MINUTE) return "just now";
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  const days = Math.floor(seconds / DAY);
  return days === 1 ? "1 day ago" : `${days} days ago`;
}

class RelativeTime extends HTMLElement {
  connectedCallback() {
    shown.add(this);
    this.tell();
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  tell() {
    const time = this.querySelector("time");
    time.textContent = ago((Date.now() - Date.parse(time.dateTime)) / 1000);
  }
}

customElements.define("relative-time", RelativeTime);
setInterval(() => shown.forEach((time) => time.tell()), MINUTE * 1000);
document.addEventListener("visibilitychange", () => shown.forEach((time) => time.tell()));
