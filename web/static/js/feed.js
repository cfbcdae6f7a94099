/**
 * The live feed of the hall. It reconnects for as long as the page lives, goes on where it stopped, notices a
 * line that has gone silent, and says so; what is on the screen is never cleared by it.
 */

import { EventStreamParser } from "./sse.js";

const UNAUTHORISED = 401;
const SILENCE_MS = 40_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 15_000;

/** @typedef {"connecting"|"live"|"lost"|"denied"} FeedState `denied`: nobody is signed in any more; it ends there */

export class Feed {
  #url;
  #onEvent;
  #onState;
  #onAlive;
  #credentials;
  #lastId = null;
  #delay = FIRST_DELAY_MS;
  #stopped = false;
  /** @type {?AbortController} */
  #connection = null;

  /**
   * @param {string[]} topics
   * @param {(type: string, data: *) => void} onEvent
   * @param {(state: FeedState) => void} onState
   * @param {() => void} [onAlive] called with everything that arrives, heartbeats too
   * @param {Object<string, string>} [credentials] headers of a page that is a device
   */
  constructor(topics, onEvent, onState, onAlive = () => undefined, credentials = {}) {
    this.#url = `/api/v1/feed?topics=${topics.join(",")}`;
    this.#onEvent = onEvent;
    this.#onState = onState;
    this.#onAlive = onAlive;
    this.#credentials = credentials;
  }

  /** Follow the feed until `stop`. */
  async start() {
    this.#onState("connecting");
    addEventListener("online", () => this.#connection?.abort());
    while (!this.#stopped) {
      await this.#follow().catch(() => undefined);
      if (!this.#stopped) {
        this.#onState("lost");
        await pause(this.#delay * (0.7 + 0.6 * Math.random()));
        this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
      }
    }
  }

  /** End the connection for good. */
  stop() {
    this.#stopped = true;
    this.#connection?.abort();
  }

  async #follow() {
    const connection = new AbortController();
    this.#connection = connection;
    let watchdog = setTimeout(() => connection.abort(), SILENCE_MS);
    try {
      const response = await fetch(this.#url, {
        headers: { Accept: "text/event-stream", ...this.#credentials, ...(this.#lastId && { "Last-Event-ID": this.#lastId }) },
        cache: "no-store",
        signal: connection.signal,
      });
      if (response.status === UNAUTHORISED) {
        this.#stopped = true;
        this.#onState("denied");
        return;
      }
      if (!response.ok || !response.body) {
        throw new Error(`feed answered ${response.status}`);
      }
      this.#onState("live");
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      const parser = new EventStreamParser();
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        clearTimeout(watchdog);
        watchdog = setTimeout(() => connection.abort(), SILENCE_MS);
        this.#delay = FIRST_DELAY_MS;
        this.#onAlive();
        parser.push(piece.value).forEach((message) => this.#take(message));
      }
    } finally {
      clearTimeout(watchdog);
      connection.abort();
    }
  }

  #take(message) {
    // After `reset` comes a snapshot with an id of its own.
    this.#lastId = message.type === "reset" ? null : message.id ?? this.#lastId;
    this.#onEvent(message.type, JSON.parse(message.data));
  }
}

function pause(delay_ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, delay_ms);
  });
}
