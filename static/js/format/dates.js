// Times and dates as the server writes them, but in the reader's time zone.
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** @param {Date} moment @param {Intl.DateTimeFormatOptions} options */
const format = (moment, options) => moment.toLocaleString("en-US", options).replace(/\u202f/g, " ");

/** @param {Date} moment */
export const timeOfDay = (moment) => format(moment, { hour: "numeric", minute: "2-digit" });

/**
 * As short as possible: a time today, a weekday within the week, else a date.
 * @param {Date} moment
 */
export function shortDate(moment, now = new Date()) {
  if (isSameDay(moment, now)) return timeOfDay(moment);
  if (daysBetween(moment, now) < 7) return format(moment, { weekday: "short" });
  const year = moment.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return format(moment, { month: "short", day: "numeric", year });
}

/** @param {Date} a @param {Date} b */
export const isSameDay = (a, b) => a.toDateString() === b.toDateString();

/**
 * The number of midnights between two moments; not all days have 24 hours.
 * @param {Date} from @param {Date} to
 */
function daysBetween(from, to) {
  return Math.round((new Date(to).setHours(0, 0, 0, 0) - new Date(from).setHours(0, 0, 0, 0)) / DAY);
}

/** @param {Date} moment */
export function dayName(moment, now = new Date()) {
  const days = daysBetween(moment, now);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  const day = format(moment, { weekday: "long", month: "short", day: "numeric" });
  return moment.getFullYear() === now.getFullYear() ? day : `${day}, ${moment.getFullYear()}`;
}

/** @param {Date} moment */
export function ago(moment, now = new Date()) {
  const elapsed = Number(now) - Number(moment);
  if (elapsed < MINUTE) return "just now";
  if (elapsed < HOUR) return `${Math.floor(elapsed / MINUTE)} min ago`;
  if (elapsed < DAY) return `${Math.floor(elapsed / HOUR)} h ago`;
  const days = Math.floor(elapsed / DAY);
  return days === 1 ? "1 day ago" : `${days} days ago`;
}
