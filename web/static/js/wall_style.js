/**
 * How the wall looks: arrangement, colours, turns, and the wandering that spares the screen. Everything follows from
 * the configuration, the page's address, the shape of the screen and the clock, so that nothing grows with time and
 * all screens of a hall turn together.
 */

import { hall } from "./page.js";

/** Width by height from which a screen is a strip. */
const WIDE_FROM = 3.2;
const MOST_COLUMNS = 4;
const LAYOUTS = ["landscape", "portrait", "strip"];
const THEMES = ["night", "day", "contrast"];
/** From so many columns on, what stands beside the calls goes below them. */
const BAND_FROM = 3;

/** Rows of calls in each arrangement, and how much of each content one turn shows. */
const ROOM = {
  landscape: { columns: 1, rows: 5, results: 8, notices: 3, chapters: 3 },
  band: { columns: 3, rows: 3, results: 6, notices: 1, chapters: 2 },
  portrait: { columns: 1, rows: 5, results: 6, notices: 2, chapters: 2 },
  strip: { columns: 3, rows: 2, results: 4, notices: 1, chapters: 1 },
};

/** Where the picture stands in turn, in steps of its shift. */
const WANDER = [[0, 0], [1, 0], [1, 1], [0, 1], [-1, 1], [-1, 0], [-1, -1], [0, -1], [1, -1]];

const asked = new URLSearchParams(location.search);
const wall = hall.wall;

/** A value of the address where it is one of those that there are, else the configured one. */
function chosen(name, known, configured) {
  return known.includes(asked.get(name)) ? asked.get(name) : configured;
}

const layout = chosen("layout", LAYOUTS, wall.layout);
const theme = chosen("theme", THEMES, wall.theme);
const columns = Number(chosen("columns", ["1", "2", "3", "4"], wall.columns));
const contents = asked.get("contents")?.split(",") ?? wall.contents;

/** What of `known` takes turns, in the order that the hall wants. */
export function wanted(known) {
  return contents.filter((name) => known.includes(name));
}

/** The arrangement for the screen as it is now. */
export function arrangement() {
  const shape = layout === "auto" ? shapeOf(innerWidth, innerHeight) : layout;
  const band = shape === "landscape" && columns >= BAND_FROM;
  const room = ROOM[band ? "band" : shape];
  return { ...room, layout: band ? "band" : shape, columns: Math.min(columns || room.columns, MOST_COLUMNS) };
}

function shapeOf(width, height) {
  if (width >= WIDE_FROM * height) {
    return "strip";
  }
  return height > width ? "portrait" : "landscape";
}

/** Put arrangement and colours on the page. */
export function dress(/** @type {HTMLElement} */ body) {
  const { layout: name, columns: count, rows } = arrangement();
  body.dataset.layout = name;
  body.dataset.theme = theme;
  body.dataset.columns = String(count);
  body.style.setProperty("--columns", String(count));
  body.style.setProperty("--rows", String(rows));
}

/** Which turn it is, counted from the epoch. */
export function turn(now = Date.now()) {
  return Math.floor(now / (wall.rotate_s * 1000));
}

/** Move the picture by a few dots, so that nothing burns into the screen. */
export function wander(/** @type {HTMLElement} */ body, now = Date.now()) {
  const [x, y] = WANDER[Math.floor(now / (wall.shift_every_s * 1000)) % WANDER.length];
  const { shift_px: reach } = wall;
  body.style.padding = `${reach + y * reach}px ${reach - x * reach}px ${reach - y * reach}px ${reach + x * reach}px`;
}
