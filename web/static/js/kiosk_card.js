/**
 * The kiosk as a device of the hall: it says that it lives, and hears of the card that was laid on its reader.
 * Nothing of a card is known here but its mask; who leaves takes the card along.
 */

import { Problem } from "./api.js";
import { bearer } from "./device_token.js";
import { Feed } from "./feed.js";

const AGAIN_MS = 3000;
/** A kiosk that is not in the register asks so seldom whether it is by now. */
const UNKNOWN_MS = 60_000;
const UNKNOWN = new Set(["DEVICE_UNKNOWN", "POWER_NOT_HELD", "TOKEN_UNKNOWN", "NOT_SIGNED_IN"]);
const SETTLED_KEY = "kiosk-card";

/** @typedef {{card: string, mask: string, left_s: number, ticket: ?Object, booking: ?Object}} Card */

export class CardReader {
  /** @type {?Object} the KioskView; null while the hall does not know this kiosk */
  kiosk = null;
  /** @type {?Card} the card of whoever stands here */
  card = null;
  #api;
  #onCard;
  #onChange;
  #settled = sessionStorage.getItem(SETTLED_KEY);
  #following = false;
  #beating = false;
  #again = false;

  /**
   * @param {import("./api.js").Api} api
   * @param {{onCard: function(Card): void, onChange: function(): void}} acts
   */
  constructor(api, { onCard, onChange }) {
    this.#api = api;
    this.#onCard = onCard;
    this.#onChange = onChange;
  }

  /** Begin to live. @param {?string} token */
  async start(token) {
    if (!token) {
      return;
    }
    for (;;) {
      const pause_ms = await this.beat(token);
      await new Promise((later) => { setTimeout(later, pause_ms); });
    }
  }

  /** The card is used, or its holder has gone: it counts no more. */
  forget() {
    if (this.card) {
      this.#settled = this.card.card;
      sessionStorage.setItem(SETTLED_KEY, this.#settled);
      this.card = null;
      this.#onChange();
    }
  }

  /** Say that the page lives. What happens meanwhile is heard by one more. @returns {Promise<number>} pause */
  async beat(token) {
    if (this.#beating) {
      this.#again = true;
      return AGAIN_MS;
    }
    this.#beating = true;
    let pause_ms = AGAIN_MS;
    try {
      do {
        this.#again = false;
        const { kiosk } = await this.#api.plain("/kiosk/heartbeat", {});
        this.kiosk = kiosk;
        pause_ms = kiosk.heartbeat_s * 1000;
        this.#follow(token);
        this.#take(kiosk.card);
      } while (this.#again);
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      this.kiosk = UNKNOWN.has(problem.code) ? null : this.kiosk;
      pause_ms = this.kiosk === null && UNKNOWN.has(problem.code) ? UNKNOWN_MS : AGAIN_MS;
    } finally {
      this.#beating = false;
      this.#onChange();
    }
    return pause_ms;
  }

  #follow(token) {
    if (!this.#following) {
      this.#following = true;
      new Feed(["card"], (type) => type === "card.read" && this.beat(token), () => undefined, undefined, bearer(token)).start();
    }
  }

  #take(card) {
    if (!card) {
      this.card = null;
    } else if (card.card !== this.#settled && card.card !== this.card?.card) {
      this.card = card;
      this.#onCard(card);
    }
  }
}
