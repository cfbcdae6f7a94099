/** A page that is a device of the hall and has nothing to ask of it, a wall say, tells that it lives. */

import { Api, Problem } from "./api.js";
import { bearer, deviceToken } from "./device_token.js";

const AGAIN_MS = 10_000;

/**
 * Tell for as long as the page lives; without a token the page is no device.
 * @param {string} key where the token is kept
 * @param {() => string} health how it is, in a word
 */
export async function tellAlive(key, health) {
  const token = deviceToken(key);
  const api = new Api(() => bearer(token));
  while (token) {
    let pause_ms = AGAIN_MS;
    try {
      pause_ms = (await api.plain("/heartbeat", { health: health() })).heartbeat_s * 1000;
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
    }
    await new Promise((later) => { setTimeout(later, pause_ms); });
  }
}
