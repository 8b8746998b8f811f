// Objects in wire format, of which a test names what matters to it.

/**
 * @param {string} id
 * @returns {Protocol.File}
 */
export function file(id) {
  const image = { name: "room.jpg", kind: /** @type {const} */ ("image"), size: 1, width: 4, height: 3 };
  return { ...image, id, url: `/files/${id}`, preview: `/files/${id}?preview` };
}

/**
 * @param {number} id
 * @returns {Protocol.Quote}
 */
export function quote(id) {
  return { id, seq: 1, sender: { id: 4, name: "Ben" }, body: "Hi", deleted: false, kind: null };
}
