/** The wall: who is called where, who waits how long. Runs for weeks; never shows less than it last knew. */

import { tellAlive } from "./alive.js";
import { showConnection } from "./connection.js";
import { dayOf, hoursToday, hyphenless, timeOf, zoneFace } from "./format.js";
import { byId, el, fill, hall, nameOf, say, t, titleOf } from "./page.js";
import { Picture } from "./picture.js";

const NEXT_ROWS = 5;
const MANY_ZONES = 6;
const LONG_NAME = 8;
/** Zones with hours of their own that the bar has room for. */
const OTHER_HOURS = 2;
const LONG_NUMBER = 6;
const RELOAD_HOUR = "04:00";
const SHOWN_BEFORE_LOST_MS = 3000;

const picture = new Picture(draw);
let newest = null;

function draw() {
  drawCalls(picture.wall?.rows ?? []);
  drawZones(picture.wall?.zones ?? []);
  drawNotices();
  drawConnection();
}

/** A hiccup shorter than three seconds is not worth a word. */
function drawConnection() {
  const silent_ms = Date.now() - picture.goodAt.getTime();
  if (picture.connection === "lost" && silent_ms < SHOWN_BEFORE_LOST_MS) {
    return;
  }
  showConnection(byId("connection"), picture);
}

function drawCalls(rows) {
  const [first, ...others] = rows;
  const serving = first !== undefined;
  byId("now").hidden = !serving;
  byId("quiet").hidden = serving;
  if (serving) {
    drawNewest(first);
  } else {
    newest = picture.wall ? "" : null;
    drawQuiet();
  }
  drawOthers(others.slice(0, NEXT_ROWS));
}

function drawNewest(row) {
  const key = `${row.number} ${row.window} ${row.at}`;
  if (key === newest) {
    return;
  }
  say(byId("now-number"), row.number);
  say(byId("now-window"), row.window);
  byId("now").classList.toggle("long", row.number.length + row.window.length > LONG_NUMBER + 2);
  if (newest !== null) {
    point(byId("now"));
    point(byId("rows"));
  }
  newest = key;
}

/** Start an element's animation afresh. */
function point(node) {
  node.classList.remove("new");
  node.getBoundingClientRect();
  node.classList.add("new");
}

function drawQuiet() {
  const { start, end } = hoursToday(picture.wall?.zones ?? []);
  const open = picture.hall?.open ?? true;
  say(byId("quiet-title"), t(open ? "wall.empty" : "wall.closed"));
  say(byId("quiet-hint"), open ? t("wall.empty_hint") : t("wall.closed_hint", { start, end }));
}

function drawOthers(rows) {
  fill(byId("rows"), rows, () => rows.map(callRow));
}

function callRow(row) {
  const [before, after] = t("wall.row_window", { window: "\n" }).split("\n");
  return el("li", {},
    el("b", { class: "num" }, row.number),
    el("i", {}, t("wall.to")),
    el("span", {}, before, el("b", { class: "num" }, row.window), after));
}

function drawZones(zones) {
  byId("zones").classList.toggle("many", zones.length > MANY_ZONES);
  fill(byId("zones"), zones, () => zones.map(zoneRow));
}

function zoneRow(zone) {
  const name = titleOf(zone);
  const face = zoneFace(zone);
  return el("li", {},
    el("span", { class: name.length > LONG_NAME ? "name long" : "name" }, name),
    el("span", { class: "count" }, el("b", { class: "num" }, zone.waiting), el("span", {}, ` ${t("wall.people_unit")}`)),
    el("span", { class: "spread" }, face.more || t("wall.open_windows", { count: zone.open_windows })),
    el("span", { class: `expect ${face.tone}` }, face.words));
}

function drawNotices() {
  const paused = (picture.hall?.intake ?? "running") !== "running";
  const { lunch, lunch_open } = hall.hours;
  const { start, end, others } = hoursToday(picture.wall?.zones ?? []);
  const different = others.slice(0, OTHER_HOURS);
  const texts = [
    paused ? t("wall.paused") : t("wall.hours", { start, end }),
    ...different.map((zone) => t("wall.other_hours", { zone: nameOf(hall.zones, zone.zone), hours: hyphenless(zone.hours) })),
    different.length < OTHER_HOURS && lunch && t(lunch_open ? "wall.lunch_open" : "wall.lunch_closed", { lunch }),
    different.length === 0 && t("wall.care"),
    t("wall.hotline"),
  ].filter(Boolean);
  fill(byId("notices"), texts, () =>
    texts.map((text, place) => el("span", { class: paused && place === 0 ? "paused" : null }, text)));
}

/** The clock; once a night the page takes itself anew, but only from a hall that answers. */
async function tick() {
  const now = new Date();
  const before = byId("clock").textContent;
  say(byId("clock"), timeOf(now));
  say(byId("date"), dayOf(now));
  drawConnection();
  if (before && before !== RELOAD_HOUR && timeOf(now) === RELOAD_HOUR) {
    const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    if (answer?.ok) {
      location.reload();
    }
  }
}

draw();
tick();
setInterval(tick, 1000);
picture.follow(["hall", "wall"]);
tellAlive("wall-token", () => (picture.connection === "live" ? "ok" : "dark"));
