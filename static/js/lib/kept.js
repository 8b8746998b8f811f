// What outlives the page: values under a prefix in localStorage, each under a key of its own, so
// that two tabs never write over each other. Where the browser allows none, it lasts as the page.
export class Kept {
  #memory = new Map();

  constructor(prefix) {
    this.prefix = prefix;
  }

  get(key) {
    const text = this.#ask((storage) => storage.getItem(this.prefix + key));
    return text ? JSON.parse(text) : this.#memory.get(key);
  }

  set(key, value) {
    const stored = this.#ask((storage) => {
      storage.setItem(this.prefix + key, JSON.stringify(value));
      return true;
    });
    if (stored) this.#memory.delete(key);
    else this.#memory.set(key, value);
  }

  delete(key) {
    this.#memory.delete(key);
    this.#ask((storage) => storage.removeItem(this.prefix + key));
  }

  values() {
    const keys = this.#ask((storage) => Object.keys(storage)) ?? [];
    const own = keys.filter((key) => key.startsWith(this.prefix));
    const stored = own.map((key) => this.get(key.slice(this.prefix.length)));
    return [...stored.filter(Boolean), ...this.#memory.values()];
  }

  // Calls `then` with a key whenever another tab changes its value.
  watch(then) {
    addEventListener("storage", ({ key }) => {
      if (key?.startsWith(this.prefix)) then(key.slice(this.prefix.length));
    });
  }

  #ask(question) {
    try {
      return question(localStorage);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // full, or forbidden
      return undefined;
    }
  }
}
