// As much of the document's elements as the modules under test use.

// An element with attributes and parts.
export class FakeElement {
  /** @type {Set<string>} */
  attributes = new Set();
  /** @type {Record<string, string>} */
  dataset = {};
  hidden = false;
  textContent = "";

  /** @param {Map<string, object>} parts by selector */
  constructor(parts = new Map()) {
    this.parts = parts;
  }

  /**
   * @param {string} name
   * @param {boolean} isOn
   */
  toggleAttribute(name, isOn) {
    if (isOn) this.attributes.add(name);
    else this.attributes.delete(name);
  }

  /** @param {string} selector */
  querySelector(selector) {
    return this.parts.get(selector) ?? null;
  }
}

// The items of messages in the list of a conversation.
export class FakeList {
  /** @type {FakeElement[]} */
  children = [];

  /**
   * @param {{ seq: number, sender: number | null, sent_at: string }[]} messages
   * @param {number} me
   */
  constructor(messages, me) {
    this.me = me;
    for (const message of messages) this.append(message);
  }

  /**
   * @param {{ seq: number, sender: number | null, sent_at: string }} message
   * @returns {any} in place of an HTMLElement
   */
  append({ seq, sender, sent_at: sentAt }) {
    const time = { dateTime: sentAt };
    /** @type {[string, object][]} */
    const parts = [["time", time], [".message-day", { textContent: "" }]];
    const item = new FakeElement(new Map(parts));
    Object.assign(item.dataset, { seq: String(seq), sender: String(sender ?? "") });
    const { children } = this;
    const neighbor = (/** @type {number} */ offset) => ({ get: () => children[children.indexOf(item) + offset] ?? null });
    Object.defineProperties(item, {
      previousElementSibling: neighbor(-1),
      nextElementSibling: neighbor(1),
    });
    children.push(item);
    return item;
  }

  /** @returns {any} itself, in place of an HTMLElement */
  get asElement() {
    return this;
  }

  get firstElementChild() {
    return this.children[0] ?? null;
  }

  get lastElementChild() {
    return this.children.at(-1) ?? null;
  }

  /** @param {string} selector */
  querySelector(selector) {
    const name = selector.slice(1, -1);
    return this.children.find(({ attributes }) => attributes.has(name)) ?? null;
  }

  // ".message:not(.message-own)" is the only selector asked for.
  querySelectorAll() {
    return this.children.filter(({ dataset }) => dataset.sender !== String(this.me));
  }
}

export class FakeFragment {
  /** @type {any[]} */
  nodes = [];

  /** @param {...unknown} nodes */
  append(...nodes) {
    this.nodes.push(...nodes);
  }

  get links() {
    return this.nodes.filter((node) => typeof node !== "string");
  }

  get textContent() {
    return this.nodes.map((node) => node.textContent ?? node).join("");
  }
}

export function fakeLink() {
  /** @type {Record<string, string>} */
  const attributes = {};
  /** @type {(name: string, value: string) => void} */
  const setAttribute = (name, value) => (attributes[name] = value);
  return { attributes, setAttribute };
}
