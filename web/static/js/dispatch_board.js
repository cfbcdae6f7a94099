/** What the board knows: the live picture, and what it asks for now and then (who waits, the roster). */

import { Problem } from "./api.js";
import { Picture } from "./picture.js";

const WAITING_AFTER_MS = 700;
const ROSTER_EVERY_MS = 30_000;
const MOVES_PEOPLE = new Set(["snapshot", "zone", "window"]);

/** States of a window that calls people. */
export const CALLABLE = new Set(["OPEN", "CALLING", "SERVING"]);

/** What is asked for, where, and what of the answer is kept. */
const ASKED = {
  waiting: ["/waiting", ({ waiting }) => ({ waiting })],
  roster: ["/roster", ({ people, lunch_groups, remind_ahead }) => ({
    roster: people.filter(({ serves }) => serves), lunchGroups: lunch_groups, remindAhead: remind_ahead,
  })],
};

export class Board {
  waiting = [];
  roster = [];
  /** When each lunch group is away, group 1 first. */
  lunchGroups = [];
  /** With so many people ahead somebody is reminded; 0: nobody. */
  remindAhead = 0;
  #api;
  #draw;
  #denied;
  #timer = null;
  #asking = null;
  #picture;

  /**
   * @param {import("./api.js").Api} api
   * @param {() => void} draw called after changes
   * @param {() => void} denied nobody is signed in any more
   */
  constructor(api, draw, denied) {
    this.#api = api;
    this.#draw = draw;
    this.#denied = denied;
    this.#picture = new Picture(draw, (type) => this.#heard(type));
  }

  get picture() {
    return this.#picture;
  }

  get hall() {
    return this.#picture.hall;
  }

  windowOf(id) {
    return this.#picture.windowOf(id);
  }

  /** Whoever is here today and at no window. */
  freePeople() {
    const busy = new Set(this.hall.windows.map((window) => window.staff).filter(Boolean));
    return this.roster.filter(({ person, present }) => present && !busy.has(person));
  }

  /** The name of a person; the id of one whom the roster does not know. */
  nameOf(person) {
    return this.roster.find((each) => each.person === person)?.name ?? person;
  }

  /** When the longest-waiting of a zone took the number; null when nobody waits. */
  waitsSince(zone) {
    return this.waiting.filter((ticket) => ticket.zone === zone).map((ticket) => ticket.taken_at).sort()[0] ?? null;
  }

  /** What is advised and not yet done. */
  get advice() {
    const closed = (window) => this.windowOf(window)?.state === "CLOSED";
    return this.#picture.advice.filter(({ kind, window }) => closed(window) === (kind === "open"));
  }

  follow() {
    clearInterval(this.#asking);
    this.#asking = setInterval(() => this.ask("roster"), ROSTER_EVERY_MS);
    this.ask("waiting", "roster");
    return this.#picture.follow(["window", "zone", "alarms", "devices", "advice"]);
  }

  /** Ask for parts anew; a lost line is already said by the sign of the connection. */
  async ask(...parts) {
    for (const part of parts) {
      const [path, kept] = ASKED[part];
      try {
        Object.assign(this, kept(await this.#api.get(path)));
      } catch (error) {
        if (!(error instanceof Problem)) {
          throw error;
        }
        if (error.status === 401) {
          this.#denied();
          return;
        }
      }
    }
    this.#draw();
  }

  #heard(type) {
    if (MOVES_PEOPLE.has(type) && this.#timer === null) {
      this.#timer = setTimeout(() => {
        this.#timer = null;
        this.ask("waiting");
      }, WAITING_AFTER_MS);
    }
  }
}
