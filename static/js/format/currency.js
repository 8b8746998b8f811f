/**
 * Amounts in cents as text: "$1,250", "$1,250.50", or "—" for null. `dollars` in
 * listings/templatetags/listing_tags.py follows the same rule.
 * @param {number | null} cents
 */
export function dollars(cents) {
  if (cents === null) return "—";
  const rest = cents % 100;
  const whole = `$${Math.floor(cents / 100).toLocaleString("en-US")}`;
  return rest ? `${whole}.${String(rest).padStart(2, "0")}` : whole;
}

/** @param {number | null} cents */
export const wholeDollars = (cents) => (cents === null ? "—" : dollars(Math.round(cents / 100) * 100));
