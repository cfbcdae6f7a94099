/** The last good picture of the hall, kept current by the feed. */

import { Feed } from "./feed.js";

/** How a message of the feed changes the picture; one message is one view. What is not listed changes nothing. */
const CHANGES = {
  snapshot: (picture, { hall, wall }) => Object.assign(picture, { hall, wall }),
  hall: (picture, brief) => Object.assign(picture, { hall: { ...picture.hall, ...brief } }),
  wall: (picture, view) => Object.assign(picture, { wall: view }),
  window: (picture, view) => put(picture.hall.windows, view, "window"),
  zone: (picture, view) => put(picture.hall.zones, view, "zone"),
  alarms: (picture, { alarms }) => Object.assign(picture.hall, { alarms }),
  devices: (picture, { devices }) => Object.assign(picture, { devices }),
  advice: (picture, { advice, surges }) => Object.assign(picture, { advice, surges }),
  intake: (picture, { intake, reason }) => Object.assign(picture.hall, { intake, intake_reason: reason }),
};

export class Picture {
  /** @type {?Object} the HallView; null until the first snapshot */
  hall = null;
  /** @type {?Object} the WallView */
  wall = null;
  /** @type {Object[]} the DeviceViews, where the page may see them */
  devices = [];
  /** @type {Object[]} which windows are worth opening or closing, where the page may see it */
  advice = [];
  /** @type {Object[]} where far more people come than usual */
  surges = [];
  /** @type {import("./feed.js").FeedState} */
  connection = "connecting";
  /** When the picture was last known to be true. */
  goodAt = new Date();
  #draw;
  #onEvent;
  #drawing = false;

  /**
   * @param {() => void} draw called after changes, once for all that came together
   * @param {(type: string, data: *) => void} [onEvent] hears every event
   */
  constructor(draw, onEvent = () => undefined) {
    this.#draw = draw;
    this.#onEvent = onEvent;
  }

  /**
   * Follow the feed.
   * @param {string[]} topics
   * @param {() => void} [alive] called with everything that arrives
   */
  follow(topics, alive) {
    const feed = new Feed(topics, (type, data) => this.#take(type, data), (state) => this.#connected(state), alive);
    feed.start();
    return feed;
  }

  /** Put a window's newer view into the picture; an older one is ignored. */
  putWindow(view) {
    const known = this.hall?.windows.find((each) => each.window === view.window);
    if (known && known.seq <= view.seq) {
      put(this.hall.windows, view, "window");
      this.#soon();
    }
  }

  windowOf(id) {
    return this.hall?.windows.find((each) => each.window === id) ?? null;
  }

  #take(type, data) {
    this.goodAt = new Date();
    if (type === "snapshot" || this.hall) {
      CHANGES[type]?.(this, data);
    }
    this.#onEvent(type, data);
    this.#soon();
  }

  #connected(state) {
    if (this.connection === "live") {
      this.goodAt = new Date();
    }
    this.connection = state;
    this.#soon();
  }

  #soon() {
    if (!this.#drawing) {
      this.#drawing = true;
      setTimeout(() => {
        this.#drawing = false;
        this.#draw();
      });
    }
  }
}

function put(list, view, key) {
  const place = list.findIndex((each) => each[key] === view[key]);
  list.splice(place < 0 ? list.length : place, 1, view);
}
