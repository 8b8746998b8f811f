// The options of a message: react, reply, copy; for one's own also edit and delete.
import { socket } from "../session.js";
import { isVisibleIn, positionAt } from "./menu-position.js";
import { quoteFromItem } from "./quote.js";

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

class MessageMenu extends HTMLElement {
  connectedCallback() {
    this.log = document.querySelector("chat-log");
    this.deleteDialog = document.getElementById("delete");
    // Runs before the button opens the menu.
    this.log.addEventListener("click", ({ target }) => this.select(target.closest(".message-more")));
    this.log.addEventListener("scroll", () => this.followButton(), { capture: true, passive: true });
    socket.addEventListener("message", ({ detail }) => this.receive(detail.message));
    for (const type of ["toggle", "click", "keydown"]) this.addEventListener(type, this);
    document.addEventListener("chat:edit-last", () => this.editLast());
    this.deleteDialog.addEventListener("close", ({ target }) => {
      if (target.returnValue === "delete") this.send({ type: "delete" });
    });
  }

  handleEvent(event) {
    if (event.type === "keydown") this.moveFocus(event);
    else if (event.type === "click") this.choose(event.target.closest("button"));
    else if (event.newState === "open") positionAt(this.button, this);
  }

  // Makes this the menu of the button's message.
  select(button) {
    if (!button) return;
    this.button = button;
    this.item = button.closest(".message");
    this.update();
  }

  update() {
    const isOwn = this.item.classList.contains("message-own");
    const ownActions = this.querySelectorAll("[data-action=edit], [data-action=delete]");
    for (const action of ownActions) action.hidden = !isOwn;
    this.querySelector("[data-action=copy]").hidden = !this.body;
    for (const choice of this.querySelectorAll("[data-emoji]")) {
      choice.setAttribute("aria-pressed", String(this.hasReacted(choice.dataset.emoji)));
    }
  }

  // Somebody may react to the message, or delete it, while its menu is open.
  receive({ id, deleted }) {
    if (!this.matches(":popover-open") || id !== Number(this.item.dataset.id)) return;
    if (!deleted) return this.update();
    this.hidePopover();
    this.item.focus();
  }

  followButton() {
    if (!this.matches(":popover-open")) return;
    if (isVisibleIn(this.log, this.button)) positionAt(this.button, this);
    else this.hidePopover();
  }

  hasReacted(emoji) {
    const pressed = this.item.querySelectorAll('.reaction[aria-pressed="true"]');
    return [...pressed].some((chip) => chip.dataset.emoji === emoji);
  }

  moveFocus(event) {
    if (!STEPS[event.key]) return;
    event.preventDefault();
    const buttons = [...this.querySelectorAll("button:not([hidden])")];
    const next = buttons.indexOf(document.activeElement) + STEPS[event.key];
    buttons.at(next % buttons.length).focus();
  }

  choose(button) {
    if (!button) return;
    this.hidePopover();
    const { emoji, action } = button.dataset;
    if (emoji) this.send({ type: "react", emoji, on: !this.hasReacted(emoji) });
    else if (action === "copy") navigator.clipboard?.writeText(this.body);
    else if (action === "reply") this.reply();
    else if (action === "edit") this.edit();
    else if (action === "delete") this.deleteDialog.showModal();
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

  send(frame) {
    const conversation = Number(this.log.dataset.conversation);
    socket.send({ ...frame, conversation, message: Number(this.item.dataset.id) });
  }
}

customElements.define("message-menu", MessageMenu);
