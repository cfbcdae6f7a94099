/**
 * A visitor's ticket. It asks every few seconds while somebody looks at it: a hall full of phones would need more
 * live connections than its screens and windows may lose.
 */

import { Api, Problem } from "./api.js";
import { headline, spread, timeOf, toneOf } from "./format.js";
import { byId, hall, nameOf, say, t } from "./page.js";

const OFTEN_MS = 4000;
const SELDOM_MS = 12_000;
const NEAR = 2;
const GONE = new Set(["COMPLETED", "CANCELLED", "EXPIRED", "DIVERTED"]);

const api = new Api();
const token = byId("ticket").dataset.token;
let ticket = null;
let timer = null;

/** What each state says: title, hint, and whether a window or the wait is shown. */
const FACES = {
  WAITING: ({ ahead, zone }) => ({
    title: ahead === 0 ? t("ticket.next_you") : "", hint: t("ticket.listen", { zone: nameOf(hall.zones, zone) }), wait: true,
  }),
  CALLED: ({ window }) => ({ title: t("ticket.go"), big: t("common.window", { window }), now: true }),
  SERVING: ({ window }) => ({ title: t("ticket.serving", { window }) }),
  HELD: ({ window }) => ({ title: t("ticket.held", { window }) }),
  NO_SHOW: () => ({ title: t("ticket.no_show"), hint: t("ticket.no_show_hint") }),
  COMPLETED: () => ({ title: t("ticket.completed") }),
  DIVERTED: () => ({ title: t("ticket_state.DIVERTED"), hint: t("ticket.again") }),
  CANCELLED: () => ({ title: t("ticket.cancelled"), hint: t("ticket.again") }),
  EXPIRED: () => ({ title: t("ticket.expired"), hint: t("ticket.again") }),
};

function draw() {
  const face = FACES[ticket.state](ticket);
  say(byId("number"), ticket.number);
  showFace(face);
  byId("wait").hidden = !face.wait;
  say(byId("ahead"), t("ticket.ahead_people", { count: ticket.ahead ?? 0 }));
  say(byId("expect"), headline(ticket.wait_s));
  say(byId("spread"), spread(ticket.wait_s));
  byId("expect").className = `num ${toneOf(ticket.wait_s)}`;
  byId("facts").hidden = false;
  say(byId("matters"), ticket.items.join("、") || ticket.zone_name);
  say(byId("taken"), timeOf(ticket.taken_at));
  say(byId("valid"), t("ticket.valid", { date: ticket.valid_on }));
}

function showFace({ title, hint = "", big = "", now = false }) {
  say(byId("title"), title);
  say(byId("hint"), hint);
  say(byId("big"), big);
  byId("big").hidden = big === "";
  byId("card").classList.toggle("go-now", now);
}

function sign(state) {
  byId("connection").dataset.state = state;
  say(byId("connection"), state === "live" ? t("ticket.updated", { time: timeOf(new Date()) }) : t("common.lost_short"));
}

async function refresh() {
  clearTimeout(timer);
  try {
    ({ ticket } = await api.get(`/t/${encodeURIComponent(token)}`));
    draw();
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
