// Updates the inbox: each conversation's last message and unread count, and their order.
import { requestListings } from "../listings/listing-preview.js";
import { inboxText } from "../messages/message-text.js";
import { me, socket, unreadCounts } from "../session.js";
import "../time/local-time.js";

class ConversationList extends HTMLElement {
  connectedCallback() {
    const types = ["message", "conversation", "ready", "listing", "state"];
    for (const type of types) socket.addEventListener(type, this);
    unreadCounts.addEventListener("change", this);
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
    const text = inboxText(message, { me, isGroup: "group" in row.dataset });
    row.querySelector(".conversation-item-last").textContent = text;
    if (message.seq === seq) return;
    row.dataset.seq = message.seq;
    const time = row.querySelector(".conversation-item-time");
    time.firstElementChild.dateTime = message.sent_at;
    time.update();
    this.moveToTop(row);
  }

  moveToTop(row) {
    const list = row.parentElement;
    if (list.firstElementChild === row) return;
    const focused = row.contains(document.activeElement) ? document.activeElement : null;
    list.prepend(row);
    focused?.focus();
  }

  conversation({ conversation: { id, member, roster: version } }) {
    const row = this.row(id);
    if (member === false) row?.remove();
    else if (!row || !(version <= Number(row.dataset.participantsVersion))) this.refresh();
  }

  // Conversations that were renamed, muted or joined while disconnected.
  ready({ conversations }) {
    const rows = [...this.querySelectorAll(".conversation-item")];
    const isOutdated = ({ dataset }) => {
      const { roster: version, muted } = conversations[dataset.conversation] ?? {};
      return version !== Number(dataset.participantsVersion) || muted !== "muted" in dataset;
    };
    const isIncomplete = rows.length < Object.keys(conversations).length && !this.querySelector(".conversation-list-all");
    if (isIncomplete || rows.some(isOutdated)) this.refresh();
  }

  // The list shows a listing's status.
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
      const unread = unreadCounts.unreadIn(Number(row.dataset.conversation));
      row.querySelector(".conversation-item-unread").textContent = unread;
      row.querySelector(".conversation-item-count").hidden = !unread;
    }
  }

  // htmx loads the list from the server on this event.
  refresh() {
    this.querySelector(".conversation-list").dispatchEvent(new Event("refresh"));
  }

  markOpen() {
    const open = this.querySelector(`.conversation-item a[href="${location.pathname}"]`);
    open?.setAttribute("aria-current", "page");
  }
}

customElements.define("conversation-list", ConversationList);
