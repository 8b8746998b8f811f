import { showPresence } from "./presence.js";

const PARTS = ["#people", ".conversation-header-text", ".conversation-header-avatars", "#details-body", "message-limit"];

// Who is in the conversation, and how far each has read it.
export class Participants {
  #people;

  constructor(me) {
    this.me = me;
    this.#read();
  }

  #read() {
    const people = JSON.parse(document.getElementById("people").textContent);
    this.#people = new Map(people.map((person) => [person.id, person]));
  }

  // Shows who is in it now and what it is called, as the server renders it. Returns the number of
  // what is shown. Of two pages the older may come last: one from before what is `known()` isn't.
  async reload(known) {
    const answer = await fetch(location.pathname);
    if (!answer.ok) return undefined;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { roster } = page.querySelector("chat-log").dataset;
    if (Number(roster) < known()) return undefined;
    const focused = document.activeElement.id;
    for (const part of PARTS) {
      const [old, fresh] = [document, page].map((where) => where.querySelector(part));
      // What answers a press here is on its way, and looks for the button that was pressed.
      if (!old || !fresh || old.querySelector(".htmx-request")) continue;
      old.replaceWith(fresh);
      window.htmx?.process(fresh);
    }
    if (focused && !document.activeElement.id) document.getElementById(focused)?.focus();
    document.title = page.title;
    this.#read();
    showPresence();
    return roster;
  }

  name(id) {
    return this.#people.get(id)?.name ?? "Someone";
  }

  // Someone who came in after the page was made.
  meet({ id, name }, seq) {
    if (id && !this.#people.has(id)) this.#people.set(id, { id, name, read: seq });
  }

  noteRead(id, seq) {
    const person = this.#people.get(id);
    if (person) person.read = Math.max(person.read, seq);
  }

  // The place of the last message that all the others have read.
  get readByAll() {
    const others = [...this.#people.values()].filter(({ id }) => id !== this.me);
    return others.length ? Math.min(...others.map(({ read }) => read)) : 0;
  }

  // The picture of a person, or the letter that stands for it.
  face({ id, name }) {
    const known = document.querySelector(`.conversation-details [data-person="${id}"] .avatar`);
    if (known) return [...known.cloneNode(true).childNodes];
    const letter = document.createElement("span");
    letter.textContent = name.slice(0, 1).toUpperCase();
    return [letter];
  }
}
