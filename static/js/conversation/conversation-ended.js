// The notice that the user has left the conversation or been removed. It also locks the composer and
// the other controls; the messages that were loaded stay readable.
import { find, findAll } from "../dom.js";
import { socket, unreadCounts } from "../session.js";

class ConversationEnded extends HTMLElement {
  connectedCallback() {
    /** @type {number} */
    this.conversation = Number(this.dataset.conversation);
    for (const type of ["ready", "conversation"]) socket.addEventListener(type, this);
  }

  /** @param {FrameEvent<"ready" | "conversation">} event */
  handleEvent({ type, detail }) {
    // A page that slept or was offline learns of it when it reconnects.
    if (type === "ready") return void (unreadCounts.has(this.conversation) || this.show());
    const { id, member } = detail.conversation;
    if (id !== this.conversation) return;
    if (member === false) this.show();
    else if (member && !this.hidden) location.reload();
  }

  show() {
    this.hidden = false;
    find(document, "chat-log").toggleAttribute("data-ended", true);
    for (const popover of findAll(document, ":popover-open")) popover.hidePopover();
    const selector = "chat-composer :is(textarea, button, input), [popovertarget='details']";
    /** @type {NodeListOf<HTMLTextAreaElement | HTMLButtonElement | HTMLInputElement>} */
    const controls = document.querySelectorAll(selector);
    for (const control of controls) control.disabled = true;
    find(document, "chat-composer textarea", HTMLTextAreaElement).placeholder = "You can’t write here anymore";
  }
}

customElements.define("conversation-ended", ConversationEnded);
