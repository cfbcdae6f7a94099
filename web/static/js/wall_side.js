/**
 * What takes turns beside the calls: who waits how long, results to collect, notices, what is public. What has
 * nothing to say is passed over; each content goes on to its next page with every round.
 */

import { hyphenless, zoneFace } from "./format.js";
import { byId, el, fill, lang, say, t, titleOf } from "./page.js";
import { arrangement, turn, wanted } from "./wall_style.js";

const MANY_ZONES = 6;
const LONG_NAME = 8;
const LONG_CASE = 12;
const CATEGORIES = ["duties", "basis", "conditions", "procedure", "limits", "fees", "complaints"];

/** @typedef {{wall: ?Object, items: Object[]}} Known `items`: what is published */

/** Name → the pages of a content, and how one is drawn. */
const CONTENTS = {
  waiting: { pages: ({ wall }) => [wall?.zones ?? []], draw: drawZones },
  results: { pages: ({ wall }, room) => cut(wall?.results ?? [], room.results), draw: drawResults },
  notices: { pages: ({ wall }, room) => cut(notices(wall), room.notices), draw: drawNotices },
  public: { pages: ({ items }, room) => items.flatMap((item) => chapters(item, room.chapters)), draw: drawPublic },
};

/** @param {Known} known */
export function drawSide(known) {
  const room = arrangement();
  const names = wanted(Object.keys(CONTENTS));
  const full = names.map((name) => [name, CONTENTS[name].pages(known, room)]).filter(([, pages]) => pages.length > 0);
  const now = turn();
  const [shown, pages] = full[now % Math.max(1, full.length)] ?? ["waiting", CONTENTS.waiting.pages(known, room)];
  CONTENTS[shown].draw(pages[Math.floor(now / Math.max(1, full.length)) % pages.length], known);
  for (const name of Object.keys(CONTENTS)) {
    byId(`side-${name}`).hidden = name !== shown;
  }
  fill(byId("turns"), [full.map(([name]) => name), shown], () =>
    full.length < 2 ? [] : full.map(([name]) => el("i", { class: name === shown ? "on" : null })));
}

/** What stands now; a screen that hears nothing for a while takes down by itself what is over. */
export function notices(wall) {
  return (wall?.notices ?? []).filter(({ until }) => !until || Date.parse(until) > Date.now());
}

function words(notice) {
  return lang === "en" ? notice.text_en || notice.text : notice.text;
}

function cut(list, size) {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, page) => list.slice(page * size, (page + 1) * size));
}

function chapters(item, size) {
  return cut(CATEGORIES, size).map((names) => ({ item, names }));
}

function drawZones(zones) {
  byId("zones").classList.toggle("many", zones.length > MANY_ZONES);
  byId("zones").classList.toggle("crowd", zones.length > 2 * MANY_ZONES);
  fill(byId("zones"), zones, () => zones.map(zoneRow));
}

function zoneRow(zone) {
  const name = titleOf(zone);
  const face = zoneFace(zone);
  return el("li", {},
    el("span", { class: name.length > LONG_NAME ? "name long" : "name" }, name),
    el("span", { class: "count" }, el("b", { class: "num" }, zone.waiting), el("span", {}, ` ${t("wall.people_unit")}`)),
    el("span", { class: "spread" }, hyphenless(face.more || t("wall.open_windows", { count: zone.open_windows }))),
    el("span", { class: `expect ${face.tone}` }, face.words));
}

function drawResults(numbers, { wall }) {
  const at = wall.results_at.join(lang === "en" ? ", " : "、");
  say(byId("results-title"), at ? t("wall.results_at", { windows: at }) : t("wall.results"));
  byId("results").classList.toggle("long", numbers.some((number) => number.length > LONG_CASE));
  fill(byId("results"), numbers, () => numbers.map((number) => el("li", { class: "num" }, number)));
}

function drawNotices(shown) {
  const longest = Math.max(0, ...shown.map((notice) => words(notice).length));
  byId("announcements").dataset.length = longest > 60 ? "long" : longest > 24 ? "middle" : "short";
  fill(byId("announcements"), shown, () =>
    shown.map((notice) => el("li", { class: notice.priority === "EMERGENCY" ? "urgent" : null }, words(notice))));
}

function drawPublic({ item, names }) {
  const tongue = lang === "en" ? "en" : "zh";
  say(byId("public-title"), t("wall.public", { item: item.name[tongue] }));
  fill(byId("public"), [item.code, names], () =>
    names.map((name) => el("div", {}, el("dt", {}, t(`wall.${name}`)), el("dd", {}, item[name][tongue]))));
}
