// Moments in words, as the server writes them, but where the reader is.
const DAY = 86_400_000;
const words = (moment, options) => moment.toLocaleString("en-US", options).replace(/\u202f/g, " ");

export const clock = (moment) => words(moment, { hour: "numeric", minute: "2-digit" });

// As short as can be: the time of today, a weekday of this week, else the date.
export function lately(moment, now = new Date()) {
  if (isSameDay(moment, now)) return clock(moment);
  const days = (new Date(now).setHours(0, 0, 0, 0) - new Date(moment).setHours(0, 0, 0, 0)) / DAY;
  if (Math.round(days) < 7) return words(moment, { weekday: "short" });
  const year = moment.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return words(moment, { month: "short", day: "numeric", year });
}

export const isSameDay = (a, b) => a.toDateString() === b.toDateString();

export function dayName(moment, now = new Date()) {
  if (isSameDay(moment, now)) return "Today";
  if (isSameDay(moment, new Date(now - DAY))) return "Yesterday";
  const day = words(moment, { weekday: "long", month: "short", day: "numeric" });
  return moment.getFullYear() === now.getFullYear() ? day : `${day}, ${moment.getFullYear()}`;
}
