/** The wall: who is called where, who waits how long. Runs for weeks; never shows less than it last knew. */

import { tellAlive } from "./alive.js";
import { showConnection } from "./connection.js";
import { dayOf, hoursToday, hyphenless, timeOf } from "./format.js";
import { byId, el, fill, hall, nameOf, say, t } from "./page.js";
import { Picture } from "./picture.js";
import { drawAlarm } from "./wall_alarm.js";
import { drawCalls } from "./wall_calls.js";
import { keep, recall } from "./wall_memory.js";
import { drawSide } from "./wall_side.js";
import { arrangement, dress, wander, wanted } from "./wall_style.js";

/** Zones with hours of their own that the bar has room for. */
const OTHER_HOURS = 2;
const RELOAD_HOUR = "04:00";
const SHOWN_BEFORE_LOST_MS = 3000;

const picture = new Picture(draw);
/** What is published about items. */
let items = [];
let connection = "connecting";

/** Each part by itself: one that cannot be drawn leaves the others as good as they are. */
const PARTS = [
  () => dress(document.body),
  () => drawCalls(picture.wall, arrangement()),
  drawQuiet,
  () => drawSide({ wall: picture.wall, items }),
  drawNotices,
  () => drawAlarm(picture.wall),
  drawConnection,
];

function draw() {
  for (const part of PARTS) {
    try {
      part();
    } catch (error) {
      console.error(error);
    }
  }
  keep(picture);
  if (picture.connection !== connection) {
    connection = picture.connection;
    if (connection === "live") {
      readPublic();
    }
  }
}

/** What is published changes with the configuration, so with a new daemon: it is read with each connection. */
async function readPublic() {
  if (!wanted(["public"]).length) {
    return;
  }
  const answer = await fetch("/api/v1/public-content", { cache: "no-store" }).catch(() => null);
  const content = answer?.ok ? await answer.json().catch(() => null) : null;
  if (content) {
    items = content.items;
    draw();
  }
}

/** A hiccup shorter than three seconds is not worth a word. */
function drawConnection() {
  const silent_ms = Date.now() - picture.goodAt.getTime();
  if (picture.connection === "lost" && silent_ms < SHOWN_BEFORE_LOST_MS) {
    return;
  }
  showConnection(byId("connection"), picture);
}

function drawQuiet() {
  if (!picture.wall) {
    say(byId("quiet-title"), hall.name);
    say(byId("quiet-hint"), t("common.connecting"));
    return;
  }
  const { start, end } = hoursToday(picture.wall.zones);
  const open = picture.hall?.open ?? true;
  say(byId("quiet-title"), t(open ? "wall.empty" : "wall.closed"));
  say(byId("quiet-hint"), open ? t("wall.empty_hint") : t("wall.closed_hint", { start, end }));
}

function drawNotices() {
  const paused = (picture.hall?.intake ?? "running") !== "running";
  const texts = usual(paused);
  byId("notices").style.setProperty("--parts", String(texts.length));
  byId("notices").style.setProperty("--weight", String(weight(texts.join(""))));
  fill(byId("notices"), [texts, paused], () =>
    texts.map((text, place) => el("span", { class: paused && place === 0 ? "paused" : null }, text)));
}

/** How many Chinese characters wide a text is, a little more rather than less. */
function weight(text) {
  return [...text].reduce((sum, letter) => sum + (letter > "\u2e7f" ? 1 : 0.53), 1);
}

/** Hours, lunch, who goes first, where to complain. */
function usual(paused) {
  const { lunch, lunch_open } = hall.hours;
  const { start, end, others } = hoursToday(picture.wall?.zones ?? []);
  const different = others.slice(0, OTHER_HOURS);
  return [
    paused ? t("wall.paused") : t("wall.hours", { start, end }),
    ...different.map((zone) => t("wall.other_hours", { zone: nameOf(hall.zones, zone.zone), hours: hyphenless(zone.hours) })),
    different.length < OTHER_HOURS && lunch && t(lunch_open ? "wall.lunch_open" : "wall.lunch_closed", { lunch }),
    different.length === 0 && t("wall.care"),
    t("wall.hotline"),
  ].filter(Boolean);
}

/** The clock and what goes by it; once a night the page takes itself anew, but only from a hall that answers. */
async function tick() {
  const now = new Date();
  const before = byId("clock").textContent;
  say(byId("clock"), timeOf(now));
  say(byId("date"), dayOf(now));
  wander(document.body);
  draw();
  if (before && before !== RELOAD_HOUR && timeOf(now) === RELOAD_HOUR) {
    const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    if (answer?.ok) {
      location.reload();
    }
  }
}

recall(picture);
tick();
setInterval(tick, 1000);
addEventListener("resize", draw);
picture.follow(["hall", "wall"]);
tellAlive("wall-token", () => (picture.connection === "live" ? "ok" : "dark"));
