// The participants of the open conversation, and how far each has read it.
import { find } from "../dom.js";
import { showPresence } from "./presence.js";

// The parts of the page that depend on them, or on the conversation's name.
const PARTS = ["#people", ".conversation-header-text", ".conversation-header-avatars", "#details-body", "message-limit"];

export class Participants {
  #participants = parse();

  /** @param {number} me */
  constructor(me) {
    this.me = me;
  }

  /**
   * Loads the parts of the page again. Returns their version, or undefined if the response failed or
   * is older than `shownVersion()`: two requests may be answered in the wrong order.
   * @param {() => number} shownVersion
   */
  async reload(shownVersion) {
    const response = await fetch(location.pathname);
    if (!response.ok) return undefined;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const { participantsVersion } = find(page, "chat-log").dataset;
    if (Number(participantsVersion) < shownVersion()) return undefined;
    const focused = document.activeElement?.id;
    for (const part of PARTS) {
      const [old, fresh] = [document, page].map((where) => where.querySelector(part));
      // A part with a request of its own is left alone: the response needs the button that sent it.
      if (!old || !fresh || old.querySelector(".htmx-request")) continue;
      old.replaceWith(fresh);
      htmx.process(fresh);
    }
    if (focused && !document.activeElement?.id) document.getElementById(focused)?.focus();
    document.title = page.title;
    this.#participants = parse();
    showPresence();
    return participantsVersion;
  }

  /** @param {number} id */
  name(id) {
    return this.#participants.get(id)?.name ?? "Someone";
  }

  /**
   * Adds a sender who joined after the page was rendered.
   * @param {Protocol.Person} sender
   * @param {number} seq
   */
  add({ id, name }, seq) {
    if (id && !this.#participants.has(id)) this.#participants.set(id, { id, name, read: seq });
  }

  /**
   * @param {number | null} id
   * @param {number} seq
   */
  noteRead(id, seq) {
    const participant = id && this.#participants.get(id);
    if (participant) participant.read = Math.max(participant.read, seq);
  }

  // The seq of the last message that everyone else has read.
  get readByAll() {
    const others = [...this.#participants.values()].filter(({ id }) => id !== this.me);
    return others.length ? Math.min(...others.map(({ read }) => read)) : 0;
  }

  /**
   * The nodes of a participant's avatar: their picture, or the initial of their name.
   * @param {Protocol.Person} person
   * @returns {Node[]}
   */
  avatar({ id, name }) {
    const known = document.querySelector(`.conversation-details [data-person="${id}"] .avatar`);
    if (known) return [...known.cloneNode(true).childNodes];
    const { content } = find(document, ".message-template", HTMLTemplateElement);
    const initial = find(content, ".avatar span").cloneNode();
    initial.textContent = [...name].slice(0, 1).join("").toUpperCase();
    return [initial];
  }
}

/** @returns {Map<number, { id: number, name: string, read: number }>} by id */
function parse() {
  /** @type {{ id: number, name: string, read: number }[]} */
  const participants = JSON.parse(find(document, "#people", HTMLScriptElement).text);
  return new Map(participants.map((participant) => [participant.id, participant]));
}
