/** The kiosk: one question, one press, one number. */

import { Api, Problem } from "./api.js";
import { showConnectionBriefly } from "./connection.js";
import { bearer, deviceToken } from "./device_token.js";
import { headline, spread, zoneFace } from "./format.js";
import { CardReader } from "./kiosk_card.js";
import { Filer, tail } from "./kiosk_filing.js";
import { drawNotice, drawTypes, drawZones, leadOf, obstacleOf, openItemsOf } from "./kiosk_home.js";
import { drawBooking, drawWays, suggested, waysOf, waysOfRefusal } from "./kiosk_offers.js";
import { search } from "./kiosk_search.js";
import { drawEarly, drawTicket } from "./kiosk_ticket.js";
import { byId, el, hall, lang, nameOf, say, t } from "./page.js";
import { Picture } from "./picture.js";

const HOME_AFTER_S = 12;
const BOOKED_HOME_AFTER_S = 40;
const PAPER_EVERY_MS = 1500;
const IDLE_S = 45;
const TOKEN_KEY = "kiosk-token";
const CARE_REASONS = ["ELDERLY", "DISABLED", "MOBILITY", "PREGNANT", "INFANT", "MILITARY"];
/** Refusals whose words in the API are meant for staff. */
const OWN_WORDS = {
  INTAKE_PAUSED: "paused", TOKEN_UNKNOWN: "no_token", NOT_SIGNED_IN: "no_token", INTERNAL: "paused",
  CARD_UNKNOWN: "card_old", CARD_NEEDED: "card_old", HALL_CLOSED: "file_closed",
};
const SCREENS = ["home", "items", "care", "offers", "file", "lay", "confirm", "filed", "result", "booked", "told", "trouble"];
/** Screens that end a visit and go home by themselves. */
const LAST_SCREENS = ["filed", "result", "booked", "told", "trouble"];
/** Screens on which a card is part of what goes on; elsewhere a new one begins a new visit. */
const BEFORE_CHOICE = ["home", "items", "care", "offers", "file"];
const SINGLE_COLUMN = 5;
const HOME_LANGUAGE = "zh-CN";

const token = deviceToken(TOKEN_KEY);
const api = new Api(() => bearer(token));
const picture = new Picture(draw);
const reader = new CardReader(api, { onCard, onChange: drawCard });
/** Numbers may be stopped while applications are taken: the hall says so, not this page. */
const filer = new Filer(api, reader, { show, trouble, leaveIn, hold, touched, offered: () => offered(), pressed: (choice, act) => pressed(choice, act, () => null) });
/** What the visitor has chosen so far. */
let care = null;
let openZone = null;
let pressing = false;
let leaveAt = null;

const obstacle = () => obstacleOf(picture, token);
const stopped = () => obstacle() !== null || !picture.hall;
const lead = () => leadOf(picture.hall);
/** Items for which numbers are given: without those that are being brought in, or have ended. */
const offered = () => openItemsOf(picture.hall);

function show(name, title, lead) {
  SCREENS.forEach((each) => { byId(each).hidden = each !== name; });
  say(byId("title"), title);
  say(byId("lead"), lead);
}

/** The visit is over: the next visitor meets the hall's own language. */
function leave() {
  reader.forget();
  if (lang === HOME_LANGUAGE) {
    home();
  } else {
    location.replace("/kiosk");
  }
}

function home() {
  leaveAt = null;
  openZone = null;
  filer.forget();
  reader.forget();
  setCare(null);
  finder.clear();
  show("home", t("kiosk.question"), lead());
  draw();
}

// --- what the hall says -------------------------------------------------------------------------------------

function draw() {
  showConnectionBriefly(byId("connection"), picture);
  drawNotice(obstacle());
  if (!byId("home").hidden) {
    say(byId("lead"), lead());
  }
  drawZones(picture.hall, stopped(), openItems);
  drawCare();
  drawCard();
}

// --- choosing -----------------------------------------------------------------------------------------------

function openItems(zone) {
  openZone = zone;
  const items = offered().filter((item) => item.zone === zone);
  byId("item-list").replaceChildren(
    ...items.map((item) => itemButton(item, null)),
    el("button", { type: "button", class: "any", onclick: () => choose({ zone }, zone) }, el("b", {}, t("kiosk.zone_any"))));
  byId("item-list").classList.toggle("single", items.length <= SINGLE_COLUMN);
  show("items", t("kiosk.items_title"), t("kiosk.items_lead", { zone: nameOf(hall.zones, zone) }));
}

function itemButton(item, note) {
  return el("button", { type: "button", onclick: () => choose({ items: [item.id] }, item.zone) },
    el("b", {}, item.name), note && el("span", {}, note));
}

function openCare() {
  if (care) {
    setCare(null);
    return;
  }
  byId("care-list").replaceChildren(...CARE_REASONS.map((reason) =>
    el("button", { type: "button", onclick: () => { setCare(reason); show("home", t("kiosk.question"), lead()); } },
      el("b", {}, t(`care.${reason}`)))));
  show("care", t("kiosk.care_title"), t("kiosk.care_lead"));
}

function setCare(reason) {
  care = reason;
  drawCare();
}

function drawCare() {
  byId("care-on").hidden = care === null;
  byId("care-open")?.classList.toggle("on", care !== null);
  if (care) {
    say(byId("care-reason"), t("kiosk.care_on", { reason: t(`care.${care}`) }));
  }
}

const finder = search({
  items: offered,
  button: (item) => {
    const zone = picture.hall?.zones.find((each) => each.zone === item.zone);
    const place = nameOf(hall.zones, item.zone);
    return itemButton(item, zone ? `${place} · ${zoneFace(zone).words}` : place);
  },
});

// --- the press ----------------------------------------------------------------------------------------------

/** What the visitor has come for: other ways are shown first where the wait is long. */
async function choose(choice, zone) {
  await pressed(choice, async () => {
    const full = picture.hall.zones.some((each) => each.zone === zone && each.stopped);
    const diversion = care || full ? null : await suggested(api, choice);
    if (diversion) {
      offer(waysOf(diversion), {
        title: diversion.wait_s ? t("kiosk.long_wait", { wait: headline(diversion.wait_s) }) : t("kiosk.nobody_now"),
        lead: [spread(diversion.wait_s), t("kiosk.other_ways")].filter(Boolean).join(" · "),
        anyway: { text: t("kiosk.anyway"), press: () => take(choice, zone) },
      });
    } else {
      await issue(choice, zone);
    }
  });
}

const take = (choice, zone) => pressed(choice, () => issue(choice, zone));

async function issue(choice, zone) {
  const body = { ...choice, ...(care && { class: "CARE", reason: care }), ...withCard() };
  const { ticket } = await api.press("/tickets", body);
  showTicket(ticket, zone);
}

/** One press at a time; what is refused is said, with what the hall offers instead. */
async function pressed(choice, act, hinders = obstacle) {
  const reason = hinders();
  if (pressing || reason) {
    return reason && trouble(reason);
  }
  hold(true);
  try {
    await act();
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    refused(problem, choice.items ?? []);
  } finally {
    hold(false);
  }
}

function refused(problem, items) {
  const own = OWN_WORDS[problem.code];
  if (own === "card_old") {
    reader.forget();
  }
  const ways = own ? [] : waysOfRefusal(problem, items);
  if (ways.length > 0) {
    offer(ways, { title: problem.title, lead: problem.hint, anyway: null });
  } else {
    trouble(own ? { title: t(`kiosk.${own}`), hint: t(`kiosk.${own}_hint`) } : problem);
  }
}

function offer(ways, { title, lead: words, anyway }) {
  drawWays(ways, { take: go, anyway });
  show("offers", title, words);
  touched();
}

/** Go another way: another number, a booking, or only a word where to go. */
function go(way) {
  if (way.ticket) {
    take(way.ticket, way.zone);
  } else if (way.booking) {
    pressed({ items: [] }, () => book(way.booking));
  } else {
    say(byId("told-text"), way.tell);
    show("told", way.title, way.note);
    leaveIn(HOME_AFTER_S);
  }
}

async function book(wish) {
  const { appointment } = await api.press("/appointments", { ...wish, ...withCard() });
  drawBooking(appointment);
  show("booked", t("kiosk.booked"), t("kiosk.booked_lead"));
  leaveIn(BOOKED_HOME_AFTER_S);
}

/** While a press is on its way no other one counts. */
function hold(on) {
  pressing = on;
  document.querySelector("main").inert = on;
}

function showTicket(ticket, zone, title = t("kiosk.take_ticket")) {
  drawTicket({ ...ticket, zone: ticket.zone ?? zone });
  show("result", title, t("kiosk.your_number"));
  byId("lead").hidden = false;
  leaveIn(HOME_AFTER_S);
  seePaper(ticket, zone);
}

/** A number whose paper does not come out is void: the visitor gets another one in its place. */
async function seePaper({ id, number }, zone) {
  while (!byId("result").hidden && byId("number").textContent === number) {
    await new Promise((later) => { setTimeout(later, PAPER_EVERY_MS); });
    const seen = await api.get(`/tickets/${encodeURIComponent(id)}`).catch(() => null);
    if (seen?.ticket.state === "CANCELLED" && byId("number").textContent === number) {
      offer([], {
        title: t("kiosk.not_printed", { number }),
        lead: t("kiosk.not_printed_lead"),
        anyway: { text: t("kiosk.new_number"), press: () => pressed({}, () => takeAgain(id, zone)) },
      });
      leaveIn(BOOKED_HOME_AFTER_S);
      return;
    }
  }
}

async function takeAgain(id, zone) {
  const { ticket } = await api.press(`/tickets/${encodeURIComponent(id)}/reissue`, {});
  showTicket(ticket, zone);
}

function trouble({ title, hint }) {
  say(byId("trouble-title"), title);
  say(byId("trouble-hint"), hint);
  show("trouble", t("kiosk.question"), "");
  leaveIn(HOME_AFTER_S);
}

// --- the card on the reader ---------------------------------------------------------------------------------

const withCard = () => (reader.card ? { card: reader.card.card } : {});

/** Somebody has laid a card down: it may have checked in a booking, or say whose number the next one is. */
function onCard(card) {
  if (filer.waits) {
    filer.confirm();
  } else if (card.ticket) {
    setCare(null);
    showTicket(card.ticket, card.ticket.zone, t("kiosk.checked_in"));
  } else if (card.booking) {
    show("told", t("kiosk.early"), drawEarly(card.booking));
    leaveIn(BOOKED_HOME_AFTER_S);
  } else {
    if (!BEFORE_CHOICE.some((name) => !byId(name).hidden)) {
      leaveAt = null;
      show("home", t("kiosk.question"), lead());
    }
    touched();
  }
}

function drawCard() {
  byId("card-on").hidden = reader.card === null;
  if (reader.card) {
    say(byId("card-tail"), t("kiosk.card_on", { tail: tail(reader.card) }));
  }
  const file = filer.possible ? () => filer.open() : null;
  drawTypes(stopped(), { choose: (type) => choose({ type: type.id }, type.zone), care: openCare, file });
}

// --- going home ---------------------------------------------------------------------------------------------

function leaveIn(seconds) {
  leaveAt = performance.now() + seconds * 1000;
  count();
}

function count() {
  if (leaveAt === null) {
    return;
  }
  const seconds = Math.ceil((leaveAt - performance.now()) / 1000);
  if (seconds <= 0) {
    leaveAt = null;
    leave();
    return;
  }
  document.querySelectorAll(".countdown").forEach((node) => say(node, t("kiosk.home_in", { seconds })));
}

/** A visitor who has walked away leaves nothing behind. */
function touched() {
  const atRest = !byId("home").hidden && care === null && reader.card === null && lang === HOME_LANGUAGE && finder.empty();
  if (LAST_SCREENS.every((name) => byId(name).hidden)) {
    leaveAt = atRest ? null : performance.now() + IDLE_S * 1000;
  }
}

document.querySelectorAll("[data-home]").forEach((button) => button.addEventListener("click", home));
byId("done").addEventListener("click", leave);
byId("care-off").addEventListener("click", () => setCare(null));
byId("card-off").addEventListener("click", () => reader.forget());
addEventListener("click", touched);
addEventListener("keydown", touched);
addEventListener("contextmenu", (event) => event.preventDefault());
setInterval(count, 250);
show("home", t("kiosk.question"), lead());
touched();
picture.follow(["hall", "zone"]);
reader.start(token);
