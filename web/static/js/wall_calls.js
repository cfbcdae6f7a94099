/** The calls on the wall: the newest largest, pointed at once, the others below it in their order. */

import { byId, el, fill, say, t } from "./page.js";

const LONG_NUMBER = 8;
/** Calls that follow each other faster are a rush. */
const RESTS_MS = 1000;
/** How a window is named where the calls stand in so many columns; where more do, by its number alone. */
const FORMS = { 1: "wall.row_window", 2: "wall.row_short" };
const SHORTEST = "";

/** What the large card showed last; null before anything is known, so that the first picture is not pointed at. */
let newest = null;
let pointedAt = -Infinity;

/** @param {?Object} wall the WallView; null while nothing is known @param {{columns: number, rows: number}} room */
export function drawCalls(wall, room) {
  const [first, ...others] = wall?.rows ?? [];
  byId("now").hidden = !first;
  byId("quiet").hidden = Boolean(first);
  if (first) {
    drawNewest(first);
  } else {
    newest = wall ? "" : null;
  }
  drawOthers(others.slice(0, room.columns * room.rows), room);
}

function drawNewest(row) {
  const key = `${row.number} ${row.window} ${row.at}`;
  if (key === newest) {
    return;
  }
  say(byId("now-number"), row.number);
  say(byId("now-window"), row.window);
  byId("now").classList.toggle("long", row.number.length + row.window.length > LONG_NUMBER);
  byId("now").style.setProperty("--chars", String(row.number.length + row.window.length));
  if (newest !== null) {
    pointOut();
  }
  newest = key;
}

/** Point at the new call; in a rush nothing slides, because what never rests cannot be read. */
function pointOut() {
  const now = performance.now();
  const slides = now - pointedAt > RESTS_MS;
  pointedAt = now;
  for (const node of [byId("now"), byId("rows")]) {
    node.classList.remove("new", "slides");
    node.getBoundingClientRect();
    node.classList.add("new");
    node.classList.toggle("slides", slides);
  }
}

function drawOthers(rows, { columns }) {
  const list = byId("rows");
  const chars = Math.max(0, ...rows.map((row) => row.number.length + row.window.length));
  list.style.setProperty("--chars", String(chars));
  fill(list, [rows, columns], () => rows.map((row) => callRow(row, FORMS[columns] ?? SHORTEST)));
}

function callRow(row, form) {
  const [before, after] = form ? t(form, { window: "\n" }).split("\n") : ["", ""];
  return el("li", {},
    el("b", { class: "num" }, row.number),
    el("i", {}, form === FORMS[1] ? t("wall.to") : "→"),
    el("span", {}, before, el("b", { class: "num" }, row.window), after));
}
