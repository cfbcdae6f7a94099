/**
 * The last good picture, kept in the browser: a wall that is switched on again, or reloaded, while the hall does not
 * answer shows what it last knew, and says as of when. One entry, written over; it never grows.
 */

import { hall } from "./page.js";

const KEY = "wall-picture";
const WRITE_EVERY_MS = 5000;
/** Yesterday's calls help nobody. */
const GOOD_FOR_MS = 12 * 3_600_000;

let written = "";
let writtenAt = 0;

/** Put what was known last into `picture`, as long as the hall has said nothing. */
export function recall(/** @type {import("./picture.js").Picture} */ picture) {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    if (kept?.hall?.hall === hall.hall && Date.now() - Date.parse(kept.at) < GOOD_FOR_MS) {
      Object.assign(picture, { hall: kept.hall, wall: kept.wall, goodAt: new Date(kept.at) });
    }
  } catch {
    forget();
  }
}

/** Keep what `picture` shows, a few times a minute at most. */
export function keep(/** @type {import("./picture.js").Picture} */ picture) {
  if (!picture.wall || picture.connection !== "live" || Date.now() - writtenAt < WRITE_EVERY_MS) {
    return;
  }
  writtenAt = Date.now();
  const content = JSON.stringify({ at: picture.goodAt, hall: { ...picture.hall, windows: [] }, wall: picture.wall });
  if (content !== written) {
    written = content;
    try {
      localStorage.setItem(KEY, content);
    } catch {
      // A browser without room or without memory shows the wall all the same.
    }
  }
}

function forget() {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Where nothing can be kept there is nothing to forget.
  }
}
