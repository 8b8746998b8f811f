// <show-password> holds a password field and a button that shows what was typed.
class ShowPassword extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    this.button = this.querySelector("button");
    this.button.hidden = false;
    this.button.addEventListener("click", this);
    // Nothing is sent, or remembered by the browser, as plain text.
    this.field.form?.addEventListener("submit", this);
  }

  disconnectedCallback() {
    this.button.removeEventListener("click", this);
    this.field.form?.removeEventListener("submit", this);
  }

  handleEvent(event) {
    this.show(event.type === "click" && this.field.type === "password");
  }

  show(shown) {
    this.field.type = shown ? "text" : "password";
    this.button.setAttribute("aria-pressed", String(shown));
    this.button.textContent = shown ? "Hide" : "Show";
  }
}

customElements.define("show-password", ShowPassword);
