// The talk as it goes on. Without it: a page of it, and links to the earlier and later ones.
import { me, outbox, places, socket } from "../session.js";
import { MessageAnnouncer } from "./message-announcer.js";
import { MemberSync } from "../conversation/member-sync.js";
import { onDayChange } from "../time/day-change.js";
import { MessageHistory } from "./message-history.js";
import { MessageKeyboard } from "./message-keyboard.js";
import { MessageList } from "./message-list.js";
import { MessageClicks } from "./message-clicks.js";
import { Participants } from "../conversation/participants.js";
import { JumpToLatest } from "./jump-to-latest.js";
import { ReadReceipts } from "../unread/read-receipts.js";
import { Scroller } from "./scroller.js";

class ChatLog extends HTMLElement {
  connectedCallback() {
    this.conversation = Number(this.dataset.conversation);
    this.people = new Participants(me);
    const templates = {
      message: this.querySelector(".message-template"),
      photo: this.querySelector(".photo-template"),
      pdf: this.querySelector(".pdf-template"),
      reaction: this.querySelector(".reaction-template"),
    };
    const list = this.querySelector(".chat-log-list");
    this.scroller = new Scroller(this.querySelector(".chat-log-scroll"), list);
    const { seq, read } = this.dataset;
    this.messages = new MessageList(list, this.people, templates, {
      isCut: "cut" in this.dataset,
      opened: { seq: Number(seq), read: Number(read) },
    });
    this.open();
    this.history = new MessageHistory(this, this.messages, this.scroller);
    this.announcer = new MessageAnnouncer(this.querySelector(".chat-log-announcer"));
    new MessageKeyboard(this.scroller.element, list);
    new MessageClicks(this, this.scroller, () => this.toNewest());
    new MemberSync(this, this.people, () => this.messages.showRead());
    onDayChange(() => this.messages.settle());
    this.pill = new JumpToLatest(this.querySelector(".jump-to-latest"));
    this.receipts = new ReadReceipts(this.conversation, socket, places, () => this.look());
    this.listen();
    this.look();
  }

  // At what a search has led to, else at what is new, else at the end.
  open() {
    if (!this.messages.order.isCut) this.showEntries();
    const [found, unread] = ["found", "new"].map((mark) => this.querySelector(`[data-${mark}]`));
    if (found) this.scroller.center(found);
    else if (unread) this.scroller.show(unread);
  }

  listen() {
    for (const type of ["message", "ack", "read"]) socket.addEventListener(type, this);
    outbox.addEventListener("change", this);
    document.addEventListener("visibilitychange", this);
    this.scroller.element.addEventListener("scroll", this, { passive: true });
  }

  handleEvent({ type, detail }) {
    if (type === "change") this.showEntry(detail);
    else if (!detail) this.look();
    else if (detail.conversation === this.conversation) this[type](detail);
  }

  message({ message }) {
    const isOwn = message.sender.id === me;
    this.people.meet(message.sender, message.seq);
    this.people.noteRead(message.sender.id, message.seq);
    const wasAtEnd = this.isAtNewest;
    this.scroller.keep(() => {
      if (this.messages.put(message) && !isOwn) this.meet(message, wasAtEnd);
      this.messages.showRead();
    });
    this.querySelector(".chat-log-start").textContent = "Here the conversation begins.";
    if (isOwn && this.messages.order.isCut) this.toNewest();
    this.look();
  }

  meet(message, wasAtEnd) {
    if (!wasAtEnd) this.pill.missed += 1;
    if (!message.deleted) this.announcer.hear(message);
  }

  ack({ message }) {
    this.message({ message });
  }

  read({ user, seq }) {
    this.people.noteRead(user, seq);
    this.messages.showRead();
  }

  get isAtNewest() {
    return this.scroller.isAtEnd && !this.messages.order.isCut;
  }

  // Tells how far one has read, once the last that is here is really before one's eyes.
  look() {
    this.showPill();
    const sees = this.scroller.isAtEnd && document.visibilityState === "visible";
    if (sees) this.receipts.report(this.messages.order.newest);
  }

  showPill() {
    const isAway = this.messages.order.isCut || this.scroller.isFar;
    this.pill.show({ isAtNewest: this.isAtNewest, isAway });
  }

  async toNewest() {
    if (!this.messages.order.isCut) return this.scroller.toEnd("smooth");
    if (!(await this.history.toNewest())) return;
    this.showEntries();
    this.scroller.toEnd();
    this.look();
  }

  showEntries() {
    for (const entry of outbox.entries(this.conversation)) this.messages.waiting.put(entry);
  }

  async showEntry({ nonce, isDiscarded }) {
    // What one writes stands below the newest. Where they can't be had, it stands below what is here.
    const isHere = outbox.get(nonce)?.conversation === this.conversation;
    if (isHere && this.messages.order.isCut) await this.history.toNewest();
    const entry = outbox.get(nonce);
    if (entry && entry.conversation !== this.conversation) return;
    const isNew = entry && !this.querySelector(`[data-nonce="${nonce}"]`);
    this.scroller.keep(() => {
      if (entry) this.messages.waiting.put(entry);
      else this.messages.waiting.drop(nonce, isDiscarded);
    });
    if (isNew) this.scroller.toEnd();
  }
}

customElements.define("chat-log", ChatLog);
