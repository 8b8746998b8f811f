// A step that saves as one types. The server sends what to say beside each field; this marks the
// fields, moves to the first that needs a hand, and sees that nothing typed is lost on the way out.
const SHORTEST_PAUSE = 5; // seconds
const LONGEST_PAUSE = 60;

class AutosaveForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.listening = new AbortController();
    const { signal } = this.listening;
    this.form.addEventListener("input", () => (this.dirty = true), { signal });
    this.addEventListener("htmx:configRequest", (event) => this.onlySave(event), { signal });
    this.addEventListener("htmx:beforeRequest", () => (this.dirty = false), { signal });
    this.addEventListener("htmx:beforeSwap", (event) => this.refuseOtherPages(event), { signal });
    this.addEventListener("htmx:afterRequest", (event) => this.settle(event), { signal });
    this.addEventListener("htmx:sendError", () => this.keep("Offline"), { signal });
    this.addEventListener("htmx:responseError", (event) => this.refused(event), { signal });
    document.addEventListener("click", (event) => this.leave(event), { signal });
    addEventListener("online", () => this.dirty && this.save(), { signal });
    addEventListener("pagehide", () => this.dirty && this.flush(), { signal });
    if (!this.saved.textContent) this.saved.textContent = "Saves as you go";
  }

  disconnectedCallback() {
    clearTimeout(this.again);
    this.listening.abort();
  }

  get saved() {
    return this.querySelector("#saved");
  }

  save() {
    this.form.dispatchEvent(new Event("save"));
  }

  // htmx takes a button that merely has the focus for the one that was pressed.
  onlySave({ detail }) {
    if (detail.triggeringEvent?.type === "submit") return;
    detail.path = this.form.action;
    for (const name of ["go", "earlier", "later", "cover"]) delete detail.parameters[name];
  }

  // Retries with growing pauses, and no sooner than in `asked` seconds.
  keep(what, asked = 0) {
    this.dirty = true;
    this.saved.textContent = `${what}. What you typed stays here; it is tried again.`;
    this.pause = Math.min((this.pause ?? SHORTEST_PAUSE / 2) * 2, LONGEST_PAUSE);
    clearTimeout(this.again);
    this.again = setTimeout(() => this.save(), Math.max(this.pause, asked) * 1000);
  }

  refused({ detail: { xhr } }) {
    const asked = Number(xhr.getResponseHeader("Retry-After")) || 0;
    const passes = xhr.status >= 500 || (xhr.status === 429 && asked > 0);
    if (passes && asked <= LONGEST_PAUSE) return this.keep("Not saved", asked);
    this.saved.textContent = "Not saved. Copy what you typed and open the page again.";
  }

  // Whoever was logged out meanwhile is sent to the log-in page, which is no answer to a save.
  refuseOtherPages(event) {
    const answered = new URL(event.detail.xhr.responseURL || location.href).pathname;
    if (answered === new URL(this.form.action).pathname) return;
    event.detail.shouldSwap = false;
    this.dirty = true;
    this.saved.textContent = "You are logged out. Log in in another tab, then go on here.";
  }

  settle(event) {
    const { successful, requestConfig } = event.detail;
    if (!successful) return;
    this.pause = undefined;
    for (const said of this.form.querySelectorAll(".field-errors")) {
      const field = document.getElementById(said.id.replace(/_errors$/, ""));
      if (said.childElementCount) field?.setAttribute("aria-invalid", "true");
      else field?.removeAttribute("aria-invalid");
    }
    if (requestConfig.triggeringEvent?.type === "submit") {
      this.form.querySelector("[aria-invalid]")?.focus();
    }
  }

  // A link inside the form's page waits for what is still on its way.
  async leave(event) {
    const link = event.target.closest?.(".posting a[href]");
    if (!link || !this.dirty || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    await this.flush().catch(() => {});
    location.href = link.href;
  }

  flush() {
    this.dirty = false;
    const { action } = this.form;
    return fetch(action, { method: "POST", body: new FormData(this.form), keepalive: true });
  }
}

customElements.define("autosave-form", AutosaveForm);
