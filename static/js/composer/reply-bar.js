// The bar above the composer that shows the message to which the next one replies.
import { renderQuoteText } from "../messages/quote.js";

export class ReplyBar {
  /** @type {Protocol.Quote | null} */
  quote = null;

  /**
   * @param {HTMLElement} bar
   * @param {number} me
   */
  constructor(bar, me) {
    this.bar = bar;
    this.me = me;
    // The page was opened with ?reply_to=…: the bar shows it now, so the URL needn't.
    const fromServer = JSON.parse(document.getElementById("reply")?.textContent ?? "null");
    if (fromServer) {
      this.show(fromServer);
      history.replaceState(history.state, "", location.pathname);
    }
  }

  /** @param {Protocol.Quote | null} quote */
  show(quote) {
    this.quote = quote;
    this.bar.hidden = !quote;
    if (!quote) return;
    renderQuoteText(this.bar, quote, quote.sender.id === this.me ? "yourself" : quote.sender.name);
  }

  /**
   * The quoted message was edited or deleted.
   * @param {Protocol.Quote} quote
   */
  update(quote) {
    if (this.quote?.id === quote.id) this.show(quote);
  }
}
