/** Who waits in the whole hall, the longest first, to be searched and acted for. */

import { minute, minutesSince, toneOf, turnHeadline } from "./format.js";
import { byId, el, fillList, purposeOf, say, t } from "./page.js";

const SHOWN = 60;
const PLAIN = new Set(["NORMAL"]);

/**
 * @param {import("./dispatch_board.js").Board} board
 * @param {(ticket: Object) => void} open
 */
export function drawWaiting(board, open) {
  const wanted = byId("find").value.trim().toLowerCase();
  const found = board.waiting.filter((ticket) => fits(ticket, wanted)).sort(firstThings);
  ["waiting-title", "waiting-heading"].forEach((id) => say(byId(id), t("dispatch.tab_waiting", { count: board.waiting.length })));
  say(byId("reminding"), board.remindAhead > 0 ? t("dispatch.reminding", { count: board.remindAhead }) : t("dispatch.reminding_off"));
  fillList(byId("waiting"), found.slice(0, SHOWN), {
    key: ({ id }) => id,
    content: (ticket) => [ticket, minute()],
    make: (ticket) => row(ticket, open),
  });
  say(byId("waiting-more"), moreWords(found.length, wanted));
}

function moreWords(count, wanted) {
  if (count === 0) {
    return t(wanted ? "dispatch.find_none" : "dispatch.nobody_waits");
  }
  return count > SHOWN ? t("dispatch.waiting_more", { count: count - SHOWN }) : "";
}

function fits(ticket, wanted) {
  return [ticket.number, purposeOf(ticket), ticket.zone].some((text) => text.toLowerCase().includes(wanted));
}

/** Whom no window can take comes first, then who has waited longest. */
function firstThings(one, other) {
  return one.serviceable - other.serviceable || one.taken_at.localeCompare(other.taken_at);
}

function row(ticket, open) {
  const kind = PLAIN.has(ticket.class) ? "" : `${t(`class.${ticket.class}`)} · `;
  return el("li", {}, el("button", { type: "button", "data-ticket": ticket.id, onclick: () => open(ticket) },
    el("b", { class: "num" }, ticket.number),
    el("span", { class: "what" }, kind && el("em", {}, kind), purposeOf(ticket)),
    el("small", { class: "num" }, t("dispatch.waited", { minutes: minutesSince(ticket.taken_at) })),
    ticket.serviceable
      ? el("small", { class: `num ${toneOf(ticket.wait_s)}` }, turnHeadline(ticket.wait_s))
      : el("small", { class: "stop" }, t("dispatch.no_window_for"))));
}

/** What the sheet of a ticket says. */
export function ticketLines(ticket, words) {
  return [
    `${purposeOf(ticket)} · ${t(`class.${ticket.class}`)}`,
    `${t("dispatch.waited", { minutes: minutesSince(ticket.taken_at) })} · ${t("dispatch.ahead", { count: ticket.ahead ?? 0 })} · ${words}`,
  ];
}
