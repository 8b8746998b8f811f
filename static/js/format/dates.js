// Moments in words, as the server writes them, but where the reader is.
const DAY = 86_400_000;
const words = (moment, options) => moment.toLocaleString("en-US", options).replace(/\u202f/g, " ");

export const timeOfDay = (moment) => words(moment, { hour: "numeric", minute: "2-digit" });

// As short as can be: the time of today, a weekday of this week, else the date.
export function shortDate(moment, now = new Date()) {
  if (isSameDay(moment, now)) return timeOfDay(moment);
  if (daysBetween(moment, now) < 7) return words(moment, { weekday: "short" });
  const year = moment.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return words(moment, { month: "short", day: "numeric", year });
}

export const isSameDay = (a, b) => a.toDateString() === b.toDateString();

// Midnights between them; not all days have 24 hours.
function daysBetween(from, to) {
  return Math.round((new Date(to).setHours(0, 0, 0, 0) - new Date(from).setHours(0, 0, 0, 0)) / DAY);
}

export function dayName(moment, now = new Date()) {
  const days = daysBetween(moment, now);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  const day = words(moment, { weekday: "long", month: "short", day: "numeric" });
  return moment.getFullYear() === now.getFullYear() ? day : `${day}, ${moment.getFullYear()}`;
}
