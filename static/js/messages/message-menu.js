// What one can do with a message: react, reply, copy, and with one's own, edit and delete.
import { socket } from "../session.js";
import { quoteFromItem } from "./quote.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

class MessageMenu extends HTMLElement {
  connectedCallback() {
    this.log = document.querySelector("chat-log");
    this.sure = document.getElementById("delete");
    // Before the button opens the menu, the menu learns at which message.
    this.log.addEventListener("click", ({ target }) => this.aim(target.closest(".message-more")));
    this.log.addEventListener("scroll", () => this.follow(), { capture: true, passive: true });
    socket.addEventListener("message", ({ detail }) => this.hear(detail.message));
    for (const type of ["toggle", "click", "keydown"]) this.addEventListener(type, this);
    document.addEventListener("chat:edit-last", () => this.editLast());
    this.sure.addEventListener("close", () => this.sure.returnValue === "delete" && this.delete());
  }

  handleEvent(event) {
    if (event.type === "keydown") this.step(event);
    else if (event.type === "click") this.act(event.target.closest("button"));
    else if (event.newState === "open") this.place();
  }

  aim(button) {
    if (!button) return;
    this.button = button;
    this.item = button.closest(".message");
    this.paint();
  }

  paint() {
    const isOwn = this.item.classList.contains("message-own");
    for (const own of this.querySelectorAll("[data-do=edit], [data-do=delete]")) own.hidden = !isOwn;
    this.querySelector("[data-do=copy]").hidden = !this.body;
    for (const choice of this.querySelectorAll("[data-emoji]")) {
      choice.setAttribute("aria-pressed", String(this.has(choice.dataset.emoji)));
    }
  }

  // Somebody may react to the message, or delete it, while one chooses.
  hear({ id, deleted }) {
    if (!this.matches(":popover-open") || id !== Number(this.item.dataset.id)) return;
    if (!deleted) return this.paint();
    this.hidePopover();
    this.item.focus();
  }

  // It stays at its message while that can be seen.
  follow() {
    if (!this.matches(":popover-open")) return;
    const [at, log] = [this.button, this.log].map((one) => one.getBoundingClientRect());
    if (at.bottom < log.top || at.top > log.bottom) this.hidePopover();
    else this.place();
  }

  has(emoji) {
    const pressed = this.item.querySelectorAll('.reaction[aria-pressed="true"]');
    return [...pressed].some((chip) => chip.dataset.emoji === emoji);
  }

  place() {
    const at = this.button.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this;
    const left = Math.min(Math.max(8, at.left - offsetWidth / 2), innerWidth - offsetWidth - 8);
    const below = at.bottom + offsetHeight < innerHeight - 8;
    this.style.left = `${left}px`;
    this.style.top = `${below ? at.bottom : Math.max(8, at.top - offsetHeight)}px`;
  }

  step(event) {
    if (!STEPS[event.key]) return;
    event.preventDefault();
    const buttons = [...this.querySelectorAll("button:not([hidden])")];
    const at = buttons.indexOf(document.activeElement) + STEPS[event.key];
    buttons.at(at % buttons.length).focus();
  }

  act(button) {
    if (!button) return;
    this.hidePopover();
    const { emoji } = button.dataset;
    if (emoji) this.say({ type: "react", emoji, on: !this.has(emoji) });
    else if (button.dataset.do === "copy") navigator.clipboard?.writeText(this.body);
    else if (button.dataset.do === "reply") this.reply();
    else if (button.dataset.do === "edit") this.edit();
    else if (button.dataset.do === "delete") this.sure.showModal();
  }

  get body() {
    return this.item.querySelector(".message-body").textContent;
  }

  reply() {
    const detail = quoteFromItem(this.item);
    document.dispatchEvent(new CustomEvent("chat:reply", { detail }));
  }

  edit() {
    const hasFiles = this.item.querySelector("[data-file]") !== null;
    const detail = { id: Number(this.item.dataset.id), body: this.body, hasFiles };
    document.dispatchEvent(new CustomEvent("chat:edit", { detail }));
  }

  editLast() {
    const own = this.log.querySelectorAll('.message-own:not([data-id=""], [data-deleted])');
    this.item = [...own].at(-1);
    if (this.item) this.edit();
  }

  delete() {
    this.say({ type: "delete" });
  }

  say(frame) {
    const conversation = Number(this.log.dataset.conversation);
    socket.send({ ...frame, conversation, message: Number(this.item.dataset.id) });
  }
}

customElements.define("message-menu", MessageMenu);
