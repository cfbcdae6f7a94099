/** Other ways for a visitor: what the hall suggests before a long wait, and what a refusal offers, as buttons that work. */

import { Problem } from "./api.js";
import { dayOf, headline, nearDayOf, spread, timeOf } from "./format.js";
import { byId, el, hall, nameOf, say, sentenceOf, t } from "./page.js";

const PATIENCE_MS = 1500;
/** As many as fit above the button that takes the number anyway. */
const MOST_WAYS = 5;

/**
 * @typedef {{title: string, note: string, ticket?: Object, zone?: string, booking?: Object, tell?: string}} Way
 *   `ticket`: another number to take; `booking`: a slot to book; `tell`: only something to be told
 */

/** What the hall suggests for a choice; null when nothing, or when it does not answer at once. */
export async function suggested(api, { items = [], zone, type }) {
  const query = new URLSearchParams(items.length > 0 ? { items: items.join(",") } : { ...(zone && { zone }), ...(type && { type }) });
  try {
    const { diversion } = await api.get(`/diversion?${query}`, PATIENCE_MS);
    return diversion.long && diversion.suggestions.length > 0 ? diversion : null;
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    return null;
  }
}

/** @returns {Way[]} the suggestions of the hall */
export function waysOf({ suggestions }) {
  return suggestions.flatMap((suggestion) => WAYS[suggestion.way]?.(suggestion) ?? []).slice(0, MOST_WAYS);
}

/** @returns {Way[]} what a refusal offers to somebody who wanted `items` */
export function waysOfRefusal({ offer = {} }, items) {
  const slots = items.length === 1 ? (offer.slots ?? "").split(" ").filter(Boolean) : [];
  return [...otherLine(offer), ...slots.map((slot) => booking(items[0], slot))].slice(0, MOST_WAYS);
}

/** A number in another zone, or for a consultation, where the refusal names one. */
function otherLine({ zone, type }) {
  if (type) {
    return [{ title: t("kiosk.consult_instead"), note: nameOf(hall.zones, zone), ticket: { type }, zone }];
  }
  return zone ? [{ title: t("kiosk.other_zone", { zone: nameOf(hall.zones, zone) }), note: t("kiosk.takes_too"), ticket: { zone }, zone }] : [];
}

/** How each suggestion becomes buttons. Several numbers for one visitor are not for a screen with one question. */
const WAYS = {
  self_service: (suggestion) => [{ title: t("kiosk.self_service"), note: sentenceOf(suggestion.said), tell: t("kiosk.self_service_where") }],
  online: (suggestion) => [{ title: t("kiosk.online"), note: sentenceOf(suggestion.said), tell: t("kiosk.online_where") }],
  zone: ({ zone, items, wait_s }) => [{
    title: t("kiosk.other_zone", { zone: nameOf(hall.zones, zone) }),
    note: [headline(wait_s), spread(wait_s)].filter(Boolean).join(" · "),
    ticket: items.length > 0 ? { items } : { zone },
    zone,
  }],
  slot: ({ items, slots }) => slots.map((slot) => booking(items[0], slot)),
};

function booking(item, slot) {
  return { title: t("kiosk.book", { day: nearDayOf(new Date(slot)), time: timeOf(slot) }), note: t("kiosk.book_note"), booking: { item, slot } };
}

/**
 * Put the ways on the screen; `anyway` is the button that stays at the bottom.
 * @param {Way[]} ways
 * @param {{take: (way: Way) => void, anyway: ?{text: string, press: () => void}}} acts
 */
export function drawWays(ways, { take, anyway }) {
  byId("offer-list").replaceChildren(...ways.map((way) =>
    el("button", { type: "button", onclick: () => take(way) }, el("b", {}, way.title), way.note && el("span", {}, way.note))));
  byId("anyway").hidden = anyway === null;
  say(byId("anyway"), anyway?.text ?? "");
  byId("anyway").onclick = anyway?.press ?? null;
}

/** The result of a booking. */
export function drawBooking(appointment) {
  say(byId("booked-day"), dayOf(new Date(appointment.slot)));
  say(byId("booked-time"), `${timeOf(appointment.slot)}–${timeOf(appointment.slot_end)}`);
  say(byId("booked-matter"), nameOf(hall.items, appointment.item));
  say(byId("booked-id"), appointment.id);
}
