/** All displays over the windows, live: each panel as its lamps show it. What was shown last stays until newer comes. */

import { showConnection } from "./connection.js";
import { byId, el, fillList, say, t } from "./page.js";
import { Picture } from "./picture.js";

/** Brightness follows the clock and tells nobody. */
const ANEW_MS = 15_000;
const DOT_PX = 4;

const picture = new Picture(draw, changed);
/** Device → its picture and which version that is. */
const images = new Map();
let displays = [];
let asking = false;
let again = false;

function draw() {
  showConnection(byId("connection"), picture);
}

function changed() {
  ask().catch(() => undefined);
}

/** One question at a time; what comes meanwhile is asked for once more. */
async function ask() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  again = false;
  try {
    const response = await fetch("/api/v1/displays", { cache: "no-store" });
    if (response.ok) {
      ({ displays } = await response.json());
      await Promise.all(displays.map(loaded));
      drawPanels();
    }
  } finally {
    asking = false;
  }
  if (again) {
    await ask();
  }
}

function drawPanels() {
  byId("none").hidden = displays.length > 0;
  say(byId("summary"), t("displays.summary", { count: displays.length }));
  fillList(byId("panels"), displays, { key: ({ device }) => device, content: (display) => display, make: panel });
}

/** The picture of a display is there before it takes the place of the last one; null where none can be drawn. */
async function loaded({ device, frame, version, width, height }) {
  if (images.get(device)?.version === version) {
    return;
  }
  const image = el("img", {
    src: `/api/v1/displays/${encodeURIComponent(device)}/picture?v=${version}`,
    alt: wordsOf(frame), width: String(width * DOT_PX), height: String(height * DOT_PX),
  });
  const drawn = await image.decode().then(() => true, () => false);
  images.set(device, { version, image: drawn ? image : null });
}

function wordsOf({ lines }) {
  return lines.join("\n");
}

function panel({ device, window, frame }) {
  const image = images.get(device)?.image ?? el("p", {}, wordsOf(frame));
  return el("li", { "data-device": device, "data-state": frame.state },
    el("h2", {}, t("displays.window", { window }), el("small", {}, device)),
    el("div", { class: "panel" }, image));
}

picture.follow(["window", "hall"]);
setInterval(changed, ANEW_MS);
