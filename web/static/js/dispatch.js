/** The dispatch board: what needs a person, all zones and windows, who waits, who is here; and what to do about it. */

import { showConnection } from "./connection.js";
import { actCalled, PERSON_ACTS, possible, REMINDING, TICKET_ACTS, WINDOW_ACTS, ZONE_ACTS } from "./dispatch_acts.js";
import { drawAttention } from "./dispatch_attention.js";
import { Board, CALLABLE } from "./dispatch_board.js";
import { carryOut, chooseAct } from "./dispatch_form.js";
import { drawTimers, drawWindows, drawZones, windowLines } from "./dispatch_hall.js";
import { drawRoster, personLines } from "./dispatch_roster.js";
import { drawWaiting, ticketLines } from "./dispatch_waiting.js";
import { hyphenless, timeWithSeconds, waitWords, zoneFace } from "./format.js";
import { byId, say, sentenceOf, t, titleOf } from "./page.js";
import { askToSignIn, Session } from "./session.js";

const MESSAGE_MS = 8000;
const MINUTES_ANEW_MS = 15_000;
const TABS = ["windows", "waiting", "roster"];
const ADVICE_ACTS = { open: "temporary", close: "close" };

const session = new Session();
const board = new Board(session.api, draw, () => work(t("login.signed_out")));
let asking = false;
let following = false;
let messageTimer = null;

// --- drawing ------------------------------------------------------------------------------------------------

function draw() {
  if (board.picture.connection === "denied") {
    work(t("login.signed_out"));
    return;
  }
  showConnection(byId("connection"), board.picture);
  if (!board.hall) {
    return;
  }
  const { windows, zones, intake, intake_reason } = board.hall;
  byId("banner").hidden = intake === "running" && mayAct();
  say(byId("banner"), intake === "running" ? t("dispatch.only_looking") : t("dispatch.intake_paused", { reason: intake_reason ?? "" }));
  const there = windows.filter((each) => each.there);
  const open = there.filter((each) => CALLABLE.has(each.state)).length;
  say(byId("open-windows"), t("dispatch.open_windows", { open, all: there.length }));
  say(byId("hall-waiting"), t("dispatch.hall_waiting", { count: zones.reduce((sum, zone) => sum + zone.waiting, 0) }));
  drawAttention(board, { accept, handle, follow, canHandle, canFollow });
  drawZones(board, openZone);
  drawWindows(board, openWindow);
  drawWaiting(board, openTicket);
  drawRoster(board, openPerson);
}

function tell(text) {
  clearTimeout(messageTimer);
  say(byId("message"), text);
  messageTimer = setTimeout(() => say(byId("message"), ""), MESSAGE_MS);
}

// --- acting -------------------------------------------------------------------------------------------------

function mayAct() {
  return session.person?.powers.includes("DISPATCH") ?? false;
}

const openTicket = (ticket) => act(TICKET_ACTS, ticket, ticket.number, ticketLines(ticket, waitWords(ticket.wait_s, t("common.soon"))));
const openWindow = (window) => act(WINDOW_ACTS, window, t("common.window", { window: window.window }), windowLines(window, sentenceOf(window.why)));
const openZone = (zone) => act(ZONE_ACTS, zone, titleOf(zone),
  [zoneFace(zone).words, zoneFace(zone).more, zone.hours && t("common.zone_hours", { hours: hyphenless(zone.hours) })]);
const openPerson = (person) => act(PERSON_ACTS, person, person.name, personLines(person));

/** Ask what to do with a thing, then do it. */
async function act(acts, subject, name, lines) {
  if (document.querySelector("dialog[open]")) {
    return;
  }
  const chosen = await chooseAct({ title: name, lines, acts: mayAct() ? possible(acts, subject, board) : [] });
  if (chosen) {
    await carry(chosen, subject, name);
  }
}

/** Do as advised: everything is known but the reason, and that is offered. */
async function accept(advice) {
  const window = board.windowOf(advice.window);
  if (mayAct() && window && !document.querySelector("dialog[open]")) {
    await carry(actCalled(ADVICE_ACTS[advice.kind]), window, t("common.window", { window: window.window }),
      { person: advice.person, reason: "ADVISED" });
  }
}

/** Which alarm leads where. */
function canHandle({ code, subject }) {
  return code === "LUNCH_UNCOVERED" || board.windowOf(subject) !== null;
}

function handle({ code, subject }) {
  if (code === "LUNCH_UNCOVERED") {
    showTab("roster");
  } else {
    openWindow(board.windowOf(subject));
  }
}

/** What can be done here about a surge; the rest is only said. */
const MEASURES = {
  open_temporary: ({ window }) => openWindow(board.windowOf(window)),
  open_window: ({ window }) => openWindow(board.windowOf(window)),
  reallocate: () => showTab("roster"),
  extend_hours: (_, { zone }) => openZone(board.hall.zones.find((each) => each.zone === zone)),
  divert: () => showTab("waiting"),
};
const canFollow = ({ kind }) => kind in MEASURES;
const follow = (measure, surge) => MEASURES[measure.kind](measure, surge);

async function changeReminding() {
  if (mayAct() && !document.querySelector("dialog[open]")) {
    await carry(REMINDING, {}, t("dispatch.reminding_name"));
  }
}

async function lookAgain() {
  await session.api.plain("/advice", {}).catch((problem) => tell(problem.title));
}

async function carry(chosen, subject, name, given = {}) {
  const title = t(`act.${chosen.id}_title`, { name });
  const done = await carryOut({ act: chosen, subject, board, title, given, send: (path, body) => session.api.press(path, body) });
  if (done) {
    tell(t("dispatch.done", { title }));
  }
  board.ask("waiting", "roster");
}

// --- keys and tabs ------------------------------------------------------------------------------------------

function showTab(name) {
  byId("board").dataset.tab = name;
  TABS.forEach((each) => byId(`tab-${each}`).setAttribute("aria-selected", String(each === name)));
}

function pressed(event) {
  const writing = event.target instanceof Element && event.target.closest("input, select, dialog, form");
  if (writing || event.ctrlKey || event.altKey || event.metaKey || byId("board").hidden) {
    return;
  }
  const tab = TABS[Number(/^Digit([1-3])$/.exec(event.code)?.[1]) - 1];
  if (tab) {
    showTab(tab);
  } else if (event.key === "/") {
    event.preventDefault();
    showTab("waiting");
    byId("find").focus();
  }
}

// --- signing in ---------------------------------------------------------------------------------------------

async function work(notice = "") {
  if (asking) {
    return;
  }
  asking = true;
  byId("board").hidden = true;
  if (notice) {
    session.forget();
  }
  if (!session.person) {
    await askToSignIn(session, notice);
  }
  asking = false;
  byId("board").hidden = false;
  if (!following || board.picture.connection === "denied") {
    following = true;
    board.follow();
  }
  draw();
}

TABS.forEach((name) => byId(`tab-${name}`).addEventListener("click", () => showTab(name)));
byId("find").addEventListener("input", draw);
byId("look-again").addEventListener("click", lookAgain);
byId("reminding").addEventListener("click", changeReminding);
byId("logout").addEventListener("click", async () => {
  await session.signOut();
  location.reload();
});
document.addEventListener("keydown", pressed);
setInterval(draw, MINUTES_ANEW_MS);
setInterval(() => {
  say(byId("clock"), timeWithSeconds(new Date()));
  drawTimers();
}, 1000);
showTab(TABS[0]);
await session.resume();
work();
