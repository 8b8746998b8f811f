// Moments in words, as the server writes them, but where the reader is.
const DAY = 86_400_000;
const words = (moment, options) => moment.toLocaleString("en-US", options).replace(/\u202f/g, " ");

export const clock = (moment) => words(moment, { hour: "numeric", minute: "2-digit" });

export const isSameDay = (a, b) => a.toDateString() === b.toDateString();

export function dayName(moment, now = new Date()) {
  if (isSameDay(moment, now)) return "Today";
  if (isSameDay(moment, new Date(now - DAY))) return "Yesterday";
  const day = words(moment, { weekday: "long", month: "short", day: "numeric" });
  return moment.getFullYear() === now.getFullYear() ? day : `${day}, ${moment.getFullYear()}`;
}
