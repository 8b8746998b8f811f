// The size of a file: "240 KB", "1.2 MB". `size_label` in chat/models/attachment.py follows the same rule.
const MEGABYTE = 1024 ** 2;

/** @param {number} bytes */
export function fileSize(bytes) {
  if (bytes < MEGABYTE) return `${Math.max(1, Math.floor(bytes / 1024 + 0.5))} KB`;
  return `${(Math.floor((bytes / MEGABYTE) * 10 + 0.5) / 10).toFixed(1)} MB`;
}
