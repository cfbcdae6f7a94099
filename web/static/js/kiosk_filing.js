/** Handing in an application at the kiosk: a matter, a card, a press; then the receipt, and how it was. */

import { Problem } from "./api.js";
import { dayOf, timeOf } from "./format.js";
import { byId, el, hall, nameOf, say, t } from "./page.js";
import { askRating } from "./rating.js";

/** The receipt stays so long when there is nothing to rate, or it is rated. */
const RECEIPT_S = 40;
/** The rating at the kiosk that the hall already has. */
const RATED = "ALREADY_EVALUATED";

/** The end of a masked number, as people know it. */
export function tail(card) {
  return t("kiosk.card_tail", { tail: card.mask.replace(/^\*+/, "") });
}

export class Filer {
  #api;
  #reader;
  #screen;
  /** The matter that is to be handed in. */
  #item = null;

  /**
   * @param {import("./api.js").Api} api
   * @param {import("./kiosk_card.js").CardReader} reader
   * @param {{show: function(string, string, string): void, pressed: function(Object, function(): Promise<void>): void,
   *   trouble: function({title: string, hint: string}): void, leaveIn: function(number): void,
   *   hold: function(boolean): void, touched: function(): void, offered: function(): import("./page.js").Service[]}} screen
   */
  constructor(api, reader, screen) {
    this.#api = api;
    this.#reader = reader;
    this.#screen = screen;
  }

  /** Matters that the kiosk takes. */
  get #filed() {
    return this.#screen.offered().filter((item) => item.self_service);
  }

  /** Whether this kiosk takes applications. */
  get possible() {
    return this.#filed.length > 0 && this.#reader.kiosk !== null && !this.#reader.kiosk.resting;
  }

  /** Whether a card is waited for. */
  get waits() {
    return this.#item !== null && !byId("lay").hidden;
  }

  /** Nobody hands anything in any more. */
  forget() {
    this.#item = null;
  }

  /** Which matter? */
  open() {
    if (!this.#reader.kiosk.reader) {
      this.#screen.trouble({ title: t("kiosk.no_reader"), hint: t("kiosk.no_reader_hint") });
      return;
    }
    byId("file-list").replaceChildren(...this.#filed.map((item) =>
      el("button", { type: "button", onclick: () => this.#choose(item) }, el("b", {}, item.name))));
    this.#screen.show("file", t("kiosk.file_title"), t("kiosk.file_lead"));
  }

  #choose(item) {
    this.#item = item;
    if (this.#reader.card) {
      this.confirm();
    } else {
      this.#screen.show("lay", t("kiosk.lay"), item.name);
    }
  }

  /** What is about to be handed in, and by whom. */
  confirm() {
    const item = this.#item;
    say(byId("confirm-matter"), item.name);
    say(byId("confirm-holder"), tail(this.#reader.card));
    byId("confirm-send").onclick = () => this.#screen.pressed({}, () => this.#file(item));
    this.#screen.show("confirm", t("kiosk.confirm"), t("kiosk.confirm_lead"));
    this.#screen.touched();
  }

  async #file(item) {
    const { filing } = await this.#api.press("/filings", { item: item.id, card: this.#reader.card?.card });
    const paper = this.#reader.kiosk?.printer;
    this.#reader.forget();
    this.#draw(filing);
    this.#screen.show("filed", t("kiosk.filed"), paper ? t("kiosk.filed_paper") : t("kiosk.filed_note"));
    this.#screen.leaveIn(filing.rate_by ? (new Date(filing.rate_by) - new Date(filing.received_at)) / 1000 : RECEIPT_S);
  }

  /** The receipt, with the five levels under it. */
  #draw(filing) {
    const at = new Date(filing.received_at);
    say(byId("filed-number"), filing.application);
    say(byId("filed-code"), filing.code);
    say(byId("filed-matter"), nameOf(hall.items, filing.item));
    say(byId("filed-at"), `${dayOf(at)} ${timeOf(at)}`);
    byId("filed").classList.remove("rated", "choosing");
    askRating((level, reasons) => this.#rate(filing.application, level, reasons));
    byId("levels").onclick = () => byId("filed").classList.toggle("choosing", !byId("reasons").hidden);
  }

  async #rate(prompt, level, reasons) {
    this.#screen.hold(true);
    try {
      await this.#api.press("/ratings", { prompt, level, reasons });
      this.#rated(t("rating.thanks"));
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      this.#rated(problem.code === RATED ? t("rating.thanks") : t("kiosk.not_rated"));
    } finally {
      this.#screen.hold(false);
    }
  }

  /** Thanks in the place of the question; the receipt stays. */
  #rated(words) {
    byId("filed").classList.remove("choosing");
    byId("filed").classList.add("rated");
    say(byId("rated"), words);
    this.#screen.leaveIn(RECEIPT_S);
  }
}
