// Values in localStorage under a prefix. Each has its own key, so that two tabs never overwrite each
// other's. Where the browser forbids storage or it is full, values last as long as the page.
export class LocalStorage {
  #memory = new Map();

  constructor(prefix) {
    this.prefix = prefix;
  }

  // Whether a value could not be stored and will be lost with the page.
  get isAtRisk() {
    return this.#memory.size > 0;
  }

  get(key) {
    if (this.#memory.has(key)) return this.#memory.get(key);
    return read(this.#ask((storage) => storage.getItem(this.prefix + key)));
  }

  set(key, value) {
    const stored = this.#ask((storage) => {
      storage.setItem(this.prefix + key, JSON.stringify(value));
      return true;
    });
    if (stored) return this.#memory.delete(key);
    // The stored value is outdated.
    this.#ask((storage) => storage.removeItem(this.prefix + key));
    return this.#memory.set(key, value);
  }

  delete(key) {
    this.#memory.delete(key);
    this.#ask((storage) => storage.removeItem(this.prefix + key));
  }

  // Deletes all values except those whose keys begin with `but`.
  clear(but) {
    for (const key of this.#keys()) if (!but || !key.startsWith(but)) this.delete(key);
  }

  values() {
    return this.#keys()
      .map((key) => this.get(key))
      .filter(Boolean);
  }

  #keys() {
    const stored = this.#ask((storage) => Object.keys(storage)) ?? [];
    const own = stored.filter((key) => key.startsWith(this.prefix));
    return [...new Set([...own.map((key) => key.slice(this.prefix.length)), ...this.#memory.keys()])];
  }

  // Calls `then` with the key when another tab changes its value; without one when another tab
  // clears the storage.
  watch(then) {
    addEventListener("storage", ({ key }) => {
      if (key === null) then();
      else if (key.startsWith(this.prefix)) then(key.slice(this.prefix.length));
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

// A value that isn't JSON was not written by us.
function read(text) {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
