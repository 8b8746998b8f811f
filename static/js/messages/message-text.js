// A message in one line of text, where there is no room for more.
const MAX_LENGTH = 200; // characters
const ATTACHMENT_LABELS = { image: "Photo", pdf: "PDF" };

export const DELETED = "Message deleted";

/**
 * @param {{ body: string, deleted?: boolean, kind?: Protocol.Quote["kind"] }} message with the kind of its first file
 */
export function textOf({ body, deleted, kind }) {
  return deleted ? DELETED : body || (kind && ATTACHMENT_LABELS[kind]) || "";
}

/**
 * The start of a body: in characters, so that no emoji is cut in two.
 * @param {string} body
 */
export function shorten(body) {
  return [...body].slice(0, MAX_LENGTH).join("");
}

/**
 * The last message of a conversation as the inbox shows it to `me`.
 * @param {Pick<Protocol.Message, "sender" | "body" | "deleted"> & {
 * attachments: Pick<Protocol.File, "kind">[] }} message
 * @param {object} reader
 * @param {number} reader.me
 * @param {boolean} reader.isGroup the sender isn't plain from the conversation's title
 */
export function inboxText({ sender, body, deleted, attachments }, { me, isGroup }) {
  const text = textOf({ body: shorten(body), deleted, kind: attachments[0]?.kind });
  if (sender.id === me) return `You: ${text}`;
  if (!isGroup) return text;
  // A former participant has no id, and a description instead of a name.
  return `${sender.id ? sender.name.split(" ")[0] : sender.name}: ${text}`;
}
