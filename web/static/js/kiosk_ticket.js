/** What a visitor takes away from the kiosk: a number with its wait, or when to come with a booking. */

import { nearDayOf, spread, timeOf, toneOf, turnHeadline } from "./format.js";
import { byId, hall, nameOf, say, t } from "./page.js";

/** The number, what is before it, and the code that brings it to a phone. */
export function drawTicket(ticket) {
  const token = ticket.url.split("/").pop();
  say(byId("number"), ticket.number);
  say(byId("ahead"), t("kiosk.ahead_people", { count: ticket.ahead ?? 0 }));
  say(byId("expect"), turnHeadline(ticket.wait_s));
  say(byId("spread"), spread(ticket.wait_s));
  byId("expect").className = `num ${toneOf(ticket.wait_s)}`;
  byId("code").src = `/t/${encodeURIComponent(token)}/qr.svg`;
  byId("code").alt = t("kiosk.scan");
  say(byId("where"), t("kiosk.listen", { zone: nameOf(hall.zones, ticket.zone) }));
}

/** When to come back with a booking that cannot be checked in yet. @returns {string} what it is for, and when */
export function drawEarly({ item, slot, from_at }) {
  const from = new Date(from_at);
  say(byId("told-text"), t("kiosk.early_text", { day: nearDayOf(from), time: timeOf(from) }));
  return [nameOf(hall.items, item), `${nearDayOf(new Date(slot))} ${timeOf(slot)}`].join(" · ");
}
