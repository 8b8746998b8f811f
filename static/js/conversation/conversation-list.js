// Keeps the inbox in step: what was said last, how much is unread, which talk is the newest.
import { me, places, socket } from "../session.js";
import { attachmentLabel } from "../messages/attachments.js";
import { requestListings } from "../listings/listing-preview.js";
import "../time/local-time.js";

class ConversationList extends HTMLElement {
  connectedCallback() {
    const types = ["message", "conversation", "ready", "listing", "state"];
    for (const type of types) socket.addEventListener(type, this);
    places.addEventListener("change", this);
    this.addEventListener("htmx:afterSwap", () => this.markOpen());
  }

  handleEvent({ type, detail }) {
    this[type](detail);
  }

  row(conversation) {
    return this.querySelector(`.conversation-item[data-conversation="${conversation}"]`);
  }

  message({ conversation, message }) {
    const row = this.row(conversation);
    if (!row) return this.refresh();
    const seq = Number(row.dataset.seq);
    if (message.seq < seq) return;
    row.querySelector(".conversation-item-last").textContent = this.words(row, message);
    if (message.seq === seq) return;
    row.dataset.seq = message.seq;
    const when = row.querySelector(".conversation-item-time");
    when.firstElementChild.dateTime = message.sent_at;
    when.tell();
    this.lift(row);
  }

  words(row, { sender, body, deleted, attachments }) {
    const words = deleted ? "Message deleted" : body.slice(0, 200) || attachmentLabel(attachments[0]?.kind);
    if (sender.id === me) return `You: ${words}`;
    return "group" in row.dataset ? `${sender.name.split(" ")[0]}: ${words}` : words;
  }

  lift(row) {
    const list = row.parentElement;
    if (list.firstElementChild === row) return;
    const focused = row.contains(document.activeElement) ? document.activeElement : null;
    list.prepend(row);
    focused?.focus();
  }

  conversation({ conversation: { id, member, roster } }) {
    const row = this.row(id);
    if (member === false) row?.remove();
    else if (!row || !(roster <= Number(row.dataset.roster))) this.refresh();
  }

  // What was renamed, muted or joined while the line was gone.
  ready({ conversations }) {
    const rows = [...this.querySelectorAll(".conversation-item")];
    const isOld = ({ dataset }) => {
      const { roster, muted } = conversations[dataset.conversation] ?? {};
      return roster !== Number(dataset.roster) || muted !== "muted" in dataset;
    };
    const lacks = rows.length < Object.keys(conversations).length && !this.querySelector(".conversation-list-all");
    if (lacks || rows.some(isOld)) this.refresh();
  }

  // A place that is taken, or open again, says so in the list.
  listing({ listing: { id, status } }) {
    const rows = [...this.querySelectorAll(`.conversation-item[data-listing="${id}"]`)];
    if (rows.some(({ dataset }) => dataset.listingStatus !== status)) this.refresh();
  }

  state() {
    const rows = [...this.querySelectorAll(".conversation-item[data-listing]")];
    requestListings(socket, rows.map(({ dataset }) => Number(dataset.listing)));
  }

  change() {
    for (const row of this.querySelectorAll(".conversation-item")) {
      const unread = places.unreadIn(Number(row.dataset.conversation));
      row.querySelector(".conversation-item-unread").textContent = unread;
      row.querySelector(".conversation-item-count").hidden = !unread;
    }
  }

  // What is new in it, the server draws: htmx fetches the list when it hears this.
  refresh() {
    this.querySelector(".conversation-list").dispatchEvent(new Event("refresh"));
  }

  markOpen() {
    const open = this.querySelector(`.conversation-item a[href="${location.pathname}"]`);
    open?.setAttribute("aria-current", "page");
  }
}

customElements.define("conversation-list", ConversationList);
