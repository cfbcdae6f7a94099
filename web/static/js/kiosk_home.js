/** The kiosk's first screen: whether numbers are given now, where, and for what. */

import { hoursToday, zoneFace } from "./format.js";
import { byId, el, fill, hall, nameOf, say, t } from "./page.js";

const MANY_ZONES = 8;

/** The line below the question. @param {?Object} seen the HallView; null while nothing is known */
export function leadOf(seen) {
  const { start, end, asUsual } = hoursToday(seen?.zones ?? []);
  const { last_ticket } = hall.hours;
  const hours = [t("kiosk.hours", { start, end }), asUsual && last_ticket && t("kiosk.last_ticket", { time: last_ticket })];
  return [t("kiosk.lead"), hours.filter(Boolean).join(" · ")].join("\n");
}

/** The items that visitors may choose from. @param {?Object} seen the HallView; null while nothing is known */
export function openItemsOf(seen) {
  return hall.items.filter(({ id }) => !seen?.not_open.includes(id));
}

/** Why no number can be taken now; null when it can, or while that is not known. */
export function obstacleOf({ hall: seen, connection }, /** @type {?string} */ token) {
  const { start, end } = hoursToday(seen?.zones ?? []);
  if (!seen) {
    return connection === "lost" ? { title: t("common.offline"), hint: t("kiosk.offline_hint") } : null;
  }
  if (seen.intake !== "running") {
    return { title: t("kiosk.paused"), hint: t("kiosk.paused_hint") };
  }
  if (seen.zones.length === 0) {
    return { title: t("kiosk.first"), hint: t("kiosk.first_hint") };
  }
  if (!seen.open) {
    return { title: t("kiosk.closed"), hint: t("kiosk.closed_hint", { start, end }) };
  }
  if (!token) {
    return { title: t("kiosk.no_token"), hint: t("kiosk.no_token_hint") };
  }
  return null;
}

export function drawNotice(/** @type {?{title: string, hint: string}} */ reason) {
  byId("notice").hidden = reason === null;
  byId("lead").hidden = reason !== null;
  if (reason) {
    say(byId("notice-title"), reason.title);
    say(byId("notice-hint"), reason.hint);
  }
}

/** @param {?Object} seen @param {boolean} stopped no number is given now @param {(zone: string) => void} open */
export function drawZones(seen, stopped, open) {
  const zones = seen?.zones ?? hall.zones.map(({ id }) => ({ zone: id, open: true, waiting: 0 }));
  byId("zones").classList.toggle("many", zones.length > MANY_ZONES);
  fill(byId("zones"), [zones, stopped], () => zones.map((zone) => zoneButton(zone, stopped, open)));
}

function zoneButton(zone, stopped, open) {
  const face = zoneFace(zone);
  return el("button", { type: "button", disabled: stopped || !face.may, onclick: () => open(zone.zone) },
    el("b", {}, nameOf(hall.zones, zone.zone)),
    stopped ? el("span", {}) : waitLines(zone, face));
}

function waitLines(zone, face) {
  const waiting = face.may && zone.waiting > 0 ? `${t("kiosk.waiting", { count: zone.waiting })} · ` : "";
  return el("span", {}, waiting, el("em", { class: `num ${face.tone}` }, face.words), face.more && el("small", {}, face.more));
}

/**
 * What else somebody may have come for.
 * @param {boolean} stopped
 * @param {{choose: (type: Object) => void, care: () => void, file: ?(() => void)}} acts `file`: null where no
 *   applications are taken
 */
export function drawTypes(stopped, acts) {
  fill(byId("types"), [stopped, acts.file !== null], () => typeButtons(stopped, acts));
}

function typeButtons(disabled, { choose, care, file }) {
  const kinds = hall.types.map((type) =>
    el("button", { type: "button", disabled, onclick: () => choose(type) }, type.purpose ? t(`kiosk.${type.purpose}`) : type.name));
  const priority = el("button", { type: "button", id: "care-open", disabled, onclick: care }, t("kiosk.care"));
  const hand = file && el("button", { type: "button", id: "file-open", onclick: file }, t("kiosk.file"));
  return [...kinds, priority, hand].filter(Boolean);
}
