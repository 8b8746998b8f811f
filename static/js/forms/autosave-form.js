// One step of posting a listing: htmx saves it while the user types. This element marks the fields
// with errors, focuses the first of them, retries failed saves, and saves what is left when the user
// leaves the page.
import { closest, find, findAll } from "../dom.js";

const FIRST_PAUSE = 5; // seconds
const LONGEST_PAUSE = 60; // seconds

class AutosaveForm extends HTMLElement {
  #isDirty = false;
  #isSaving = false;
  #pause = 0;
  /** @type {Timer} */
  #retryTimer;

  connectedCallback() {
    /** @type {HTMLFormElement} */
    this.form = find(this, "form");
    /** @type {AbortController} */
    this.listeners = new AbortController();
    const { signal } = this.listeners;
    this.form.addEventListener("input", () => (this.#isDirty = true), { signal });
    this.addEventListener("htmx:configRequest", (event) => this.removeButtons(event), { signal });
    this.addEventListener("htmx:beforeRequest", () => this.onRequest(), { signal });
    this.addEventListener("htmx:beforeSwap", (event) => this.rejectOtherPages(event), { signal });
    this.addEventListener("htmx:afterRequest", (event) => this.onResponse(event), { signal });
    this.addEventListener("htmx:sendError", () => this.retryLater("Offline"), { signal });
    this.addEventListener("htmx:responseError", (event) => this.onError(event), { signal });
    document.addEventListener("click", (event) => this.leave(event), { signal });
    addEventListener("online", () => this.#isDirty && this.save(), { signal });
    addEventListener("pagehide", () => this.hasUnsaved && this.flush(), { signal });
    if (!this.status.textContent) this.status.textContent = "Saves as you go";
  }

  disconnectedCallback() {
    clearTimeout(this.#retryTimer);
    this.listeners.abort();
  }

  get status() {
    return find(this, "#saved");
  }

  /** Leaving the page aborts a save in progress, so its changes still count as unsaved. */
  get hasUnsaved() {
    return this.#isDirty || this.#isSaving;
  }

  save() {
    this.form.dispatchEvent(new Event("save"));
  }

  /**
   * htmx sends the focused button's value even if nobody pressed it.
   * @param {HtmxEventMap["htmx:configRequest"]} event
   */
  removeButtons({ detail }) {
    if (detail.triggeringEvent?.type === "submit") return;
    detail.path = this.form.action;
    for (const name of ["go", "earlier", "later", "cover"]) delete detail.parameters[name];
  }

  /**
   * Retries with growing pauses.
   * @param {string} reason
   * @param {number} [requestedPause] seconds that the server asks to wait
   */
  retryLater(reason, requestedPause = 0) {
    this.#isDirty = true;
    this.status.textContent = `${reason}. Your changes stay here, and we’ll keep trying to save them.`;
    this.#pause = Math.min(this.#pause * 2 || FIRST_PAUSE, LONGEST_PAUSE);
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.save(), Math.max(this.#pause, requestedPause) * 1000);
  }

  /** @param {HtmxEventMap["htmx:responseError"]} event */
  onError({ detail: { xhr } }) {
    const retryAfter = Number(xhr.getResponseHeader("Retry-After")) || 0;
    const isTemporary = xhr.status >= 500 || (xhr.status === 429 && retryAfter > 0);
    if (isTemporary && retryAfter <= LONGEST_PAUSE) return this.retryLater("Not saved", retryAfter);
    this.status.textContent = "Not saved. Copy what you typed and open the page again.";
  }

  /**
   * After a logout, the response to a save is the log-in page.
   * @param {HtmxEventMap["htmx:beforeSwap"]} event
   */
  rejectOtherPages(event) {
    const path = new URL(event.detail.xhr.responseURL || location.href).pathname;
    if (path === new URL(this.form.action).pathname) return;
    event.detail.shouldSwap = false;
    this.#isDirty = true;
    this.status.textContent = "You’re logged out. Log in in another tab, then continue here.";
  }

  onRequest() {
    this.#isDirty = false;
    this.#isSaving = true;
  }

  /** @param {HtmxEventMap["htmx:afterRequest"]} event */
  onResponse(event) {
    this.#isSaving = false;
    const { successful, requestConfig } = event.detail;
    if (!successful) return;
    this.#pause = 0;
    for (const errors of findAll(this.form, ".field-errors")) {
      const field = document.getElementById(errors.id.replace(/_errors$/, ""));
      if (errors.childElementCount) field?.setAttribute("aria-invalid", "true");
      else field?.removeAttribute("aria-invalid");
    }
    if (requestConfig.triggeringEvent?.type === "submit") {
      findAll(this.form, "[aria-invalid]")[0]?.focus();
    }
  }

  /**
   * Saves before a link to another step opens.
   * @param {MouseEvent} event
   */
  async leave(event) {
    const link = closest(event.target, ".posting a[href]", HTMLAnchorElement);
    if (!link || !this.hasUnsaved || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    await this.flush().catch(() => {});
    location.href = link.href;
  }

  flush() {
    this.#isDirty = this.#isSaving = false;
    const { action } = this.form;
    return fetch(action, { method: "POST", body: new FormData(this.form), keepalive: true });
  }
}

customElements.define("autosave-form", AutosaveForm);
