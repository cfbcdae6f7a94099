/** The last good picture of the hall, kept current by the feed. */

import { Feed } from "./feed.js";

const TOPICS = ["hall", "window", "zone", "wall", "alarms", "ticket"];

/** How an event of the feed changes the picture. What is not listed changes nothing. */
const CHANGES = {
  snapshot: (picture, data) => Object.assign(picture, { hall: data.hall, wall: data.wall }),
  hall: (picture, data) => Object.assign(picture, { hall: { ...picture.hall, ...data } }),
  window: (picture, data) => replace(picture.hall.windows, data, "window"),
  zone: (picture, data) => [picture.hall.zones, picture.wall.zones].forEach((zones) => replace(zones, data, "zone")),
  wall: (picture, data) => Object.assign(picture, { wall: data }),
  alarms: (picture, data) => Object.assign(picture.hall, { alarms: data.alarms ?? data }),
};

export class Picture {
  /** @type {?Object} the HallView; null until the first snapshot */
  hall = null;
  /** @type {?Object} the WallView */
  wall = null;
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

  /** Follow the feed. */
  follow(topics = TOPICS, credentials = () => ({})) {
    const take = (type, data) => this.#take(type, data);
    const feed = new Feed(topics, take, (state) => this.#connected(state), credentials);
    feed.start();
    return feed;
  }

  /** Put a window's newer view into the picture; an older one is ignored. */
  putWindow(view) {
    const known = this.hall?.windows.find((each) => each.window === view.window);
    if (known && known.seq <= view.seq) {
      replace(this.hall.windows, view, "window");
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

function replace(list, view, key) {
  const place = list.findIndex((each) => each[key] === view[key]);
  if (place >= 0) {
    list[place] = view;
  } else {
    list.push(view);
  }
}
