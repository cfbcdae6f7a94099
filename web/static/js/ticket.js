/**
 * A visitor's ticket. It asks every few seconds while somebody looks at it: a hall full of phones would need more
 * live connections than its screens and windows may lose.
 */

import { Api, Problem } from "./api.js";
import { spread, timeOf, toneOf, turnHeadline } from "./format.js";
import { byId, hall, nameOf, say, t } from "./page.js";
import { askRating } from "./rating.js";

const OFTEN_MS = 4000;
const SELDOM_MS = 12_000;
const NEAR = 5;
/** Two short ones for a turn that is near, two long ones for the call. */
const REMINDED_MS = [200, 100, 200];
const CALLED_MS = [600, 200, 600];
const GONE = new Set(["COMPLETED", "CANCELLED", "EXPIRED", "DIVERTED"]);

const api = new Api();
const token = byId("ticket").dataset.token;
let ticket = null;
let timer = null;

/** What each state says: title, hint, and whether a window or the wait is shown. */
const FACES = {
  WAITING: ({ ahead, zone, reminded_at }) => ({
    title: turnWords(ahead, reminded_at),
    hint: t("ticket.listen", { zone: nameOf(hall.zones, zone) }),
    wait: true,
    near: reminded_at !== null,
  }),
  CALLED: ({ window }) => ({ title: t("ticket.go"), big: t("common.window", { window }), now: true }),
  SERVING: ({ window }) => ({ title: t("ticket.serving", { window }) }),
  HELD: ({ window }) => ({ title: t("ticket.held", { window }) }),
  NO_SHOW: () => ({ title: t("ticket.no_show"), hint: t("ticket.no_show_hint") }),
  COMPLETED: ({ rating }) => ({ title: rating === "RATED" ? t("rating.thanks") : t("ticket.completed") }),
  DIVERTED: () => ({ title: t("ticket_state.DIVERTED"), hint: t("ticket.again") }),
  CANCELLED: () => ({ title: t("ticket.cancelled"), hint: t("ticket.again") }),
  EXPIRED: () => ({ title: t("ticket.expired"), hint: t("ticket.again") }),
};

function turnWords(ahead, reminded_at) {
  if (ahead === 0) {
    return t("ticket.next_you");
  }
  return reminded_at ? t("ticket.near", { count: ahead }) : "";
}

function draw() {
  const face = FACES[ticket.state](ticket);
  say(byId("number"), ticket.number);
  showFace(face);
  byId("wait").hidden = !face.wait;
  say(byId("ahead"), t("ticket.ahead_people", { count: ticket.ahead ?? 0 }));
  say(byId("expect"), turnHeadline(ticket.wait_s));
  say(byId("spread"), spread(ticket.wait_s));
  byId("expect").className = `num ${toneOf(ticket.wait_s)}`;
  drawRating();
  byId("facts").hidden = false;
  say(byId("matters"), ticket.items.join("、") || ticket.zone_name);
  say(byId("taken"), timeOf(ticket.taken_at));
  say(byId("valid"), t("ticket.valid", { date: ticket.valid_on }));
}

function drawRating() {
  const shown = !byId("rating").hidden;
  byId("rating").hidden = !ticket.rateable;
  if (ticket.rateable && !shown) {
    askRating(rate);
  }
}

async function rate(level, reasons) {
  try {
    await api.press("/ratings", { ticket: token, level, reasons });
    say(byId("rating-trouble"), "");
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    say(byId("rating-trouble"), error.title);
  }
  await refresh();
}

function showFace({ title, hint = "", big = "", now = false, near = false }) {
  say(byId("title"), title);
  say(byId("hint"), hint);
  say(byId("big"), big);
  byId("big").hidden = big === "";
  byId("card").classList.toggle("go-now", now);
  byId("card").classList.toggle("near", near);
}

/** The phone shakes when the turn has come near and when it has come, where it may and somebody has touched the page. */
function shake(before) {
  const came = (is) => before !== null && !is(before) && is(ticket);
  if (came(({ state }) => state === "CALLED")) {
    navigator.vibrate?.(CALLED_MS);
  } else if (came(({ reminded_at }) => reminded_at !== null)) {
    navigator.vibrate?.(REMINDED_MS);
  }
}

function sign(state) {
  byId("connection").dataset.state = state;
  say(byId("connection"), state === "live" ? t("ticket.updated", { time: timeOf(new Date()) }) : t("common.lost_short"));
}

async function refresh() {
  clearTimeout(timer);
  try {
    const before = ticket;
    ({ ticket } = await api.get(`/t/${encodeURIComponent(token)}`));
    draw();
    shake(before);
    sign("live");
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    if (error.status === 404) {
      showFace({ title: t("ticket.unknown"), hint: t("ticket.unknown_hint") });
      return;
    }
    sign("lost");
  }
  again();
}

function again() {
  if (ticket && GONE.has(ticket.state)) {
    return;
  }
  const near = ticket && (ticket.ahead ?? 0) <= NEAR;
  timer = document.hidden ? null : setTimeout(refresh, near ? OFTEN_MS : SELDOM_MS);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    refresh();
  }
});
refresh();
