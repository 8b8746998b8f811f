/**
 * JSON values in localStorage under a key prefix. Each value has its own key, so that two tabs never
 * overwrite each other's. Where the browser blocks storage, or it is full, values last as long as the
 * page.
 * @template Value
 */
export class LocalStorage {
  /** @type {Map<string, Value>} */
  #memory = new Map();

  /** @param {string} prefix */
  constructor(prefix) {
    this.prefix = prefix;
  }

  // Whether a value could not be stored and will be lost with the page.
  get isAtRisk() {
    return this.#memory.size > 0;
  }

  /** @param {string} key @returns {Value | undefined} */
  get(key) {
    if (this.#memory.has(key)) return this.#memory.get(key);
    return parse(this.#attempt((storage) => storage.getItem(this.prefix + key)));
  }

  /** @param {string} key @param {Value} value */
  set(key, value) {
    const isStored = this.#attempt((storage) => {
      storage.setItem(this.prefix + key, JSON.stringify(value));
      return true;
    });
    if (isStored) return this.#memory.delete(key);
    // The stored value is outdated.
    this.#attempt((storage) => storage.removeItem(this.prefix + key));
    return this.#memory.set(key, value);
  }

  /** @param {string} key */
  delete(key) {
    this.#memory.delete(key);
    this.#attempt((storage) => storage.removeItem(this.prefix + key));
  }

  /**
   * Deletes all values except those whose keys start with `exceptPrefix`.
   * @param {string} [exceptPrefix]
   */
  clear(exceptPrefix) {
    for (const key of this.#keys()) {
      if (!exceptPrefix || !key.startsWith(exceptPrefix)) this.delete(key);
    }
  }

  /** @returns {Value[]} */
  values() {
    const values = this.#keys().map((key) => this.get(key));
    return /** @type {Value[]} */ (values.filter(Boolean));
  }

  #keys() {
    const stored = this.#attempt((storage) => Object.keys(storage)) ?? [];
    const own = stored.filter((key) => key.startsWith(this.prefix));
    return [...new Set([...own.map((key) => key.slice(this.prefix.length)), ...this.#memory.keys()])];
  }

  /**
   * Calls `callback` with the key when another tab changes its value, and without a key when another
   * tab clears the storage.
   * @param {(key?: string) => void} callback
   */
  watch(callback) {
    addEventListener("storage", ({ key }) => {
      if (key === null) callback();
      else if (key.startsWith(this.prefix)) callback(key.slice(this.prefix.length));
    });
  }

  /**
   * @template Result
   * @param {(storage: Storage) => Result} operation
   */
  #attempt(operation) {
    try {
      return operation(localStorage);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error; // full, or blocked
      return undefined;
    }
  }
}

/**
 * A value that isn't JSON was not written by this site's scripts.
 * @param {string | null | undefined} text
 */
function parse(text) {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}
