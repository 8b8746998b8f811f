// As much of the document's elements as the modules under test use.

// An element with attributes and parts. `parts`: Map of selector to element.
export class FakeElement {
  attributes = new Set();
  dataset = {};
  hidden = false;
  textContent = "";

  constructor(parts = new Map()) {
    this.parts = parts;
  }

  toggleAttribute(name, isOn) {
    if (isOn) this.attributes.add(name);
    else this.attributes.delete(name);
  }

  querySelector(selector) {
    return this.parts.get(selector) ?? null;
  }
}

// The items of messages in the list of a conversation.
export class FakeList {
  children = [];

  constructor(messages, me) {
    this.me = me;
    for (const message of messages) this.append(message);
  }

  append({ seq, sender, sent_at: sentAt }) {
    const time = { dateTime: sentAt };
    const item = new FakeElement(new Map([["time", time], [".message-day", { textContent: "" }]]));
    Object.assign(item.dataset, { seq: String(seq), sender: String(sender ?? "") });
    const { children } = this;
    const neighbor = (offset) => ({ get: () => children[children.indexOf(item) + offset] ?? null });
    Object.defineProperties(item, {
      previousElementSibling: neighbor(-1),
      nextElementSibling: neighbor(1),
    });
    children.push(item);
    return item;
  }

  get firstElementChild() {
    return this.children[0] ?? null;
  }

  get lastElementChild() {
    return this.children.at(-1) ?? null;
  }

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
  nodes = [];

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
  const attributes = {};
  return { attributes, setAttribute: (name, value) => (attributes[name] = value) };
}
