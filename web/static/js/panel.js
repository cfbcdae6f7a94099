/** The clerk's panel: who is here, who is next, and the next press. Works with the keyboard alone. */

import { Problem } from "./api.js";
import { showConnection } from "./connection.js";
import { timeWithSeconds } from "./format.js";
import { register as registerApplication } from "./intake.js";
import { Notices } from "./notices.js";
import { byId, el, fill, say, t } from "./page.js";
import { ACTS, CLOSE, MAIN, pressesOf, wordOf } from "./panel_acts.js";
import { chooseDispenser, choosePause, chooseTransfer } from "./panel_dialogs.js";
import { drawPlan } from "./panel_plan.js";
import { drawCurrent, drawHeld, drawSides, drawTimer, drawWaiting, drawWork } from "./panel_views.js";
import { Picture } from "./picture.js";
import { askToSignIn, Session } from "./session.js";

const WAITING_AFTER_MS = 250;
const MINUTES_ANEW_MS = 15_000;
const MESSAGE_MS = 8000;
const ROSTER_EVERY_MS = 120_000;
/** The hall pauses a window whose panel it has not heard for 30 seconds. */
const BEAT_EVERY_MS = 8000;
const WAITING_CHANGES = new Set(["snapshot", "zone", "window"]);
const DIALOGS = { pause: choosePause, transfer: chooseTransfer };

const session = new Session();
const picture = new Picture(draw, heard);
const notices = new Notices(session.api, () => draw());
let waiting = [];
/** This clerk's line of today's roster, if there is one. */
let myDay = null;
/** Applications registered on the ticket being served. */
let registered = { ticket: null, ids: [], items: [] };
let busy = false;
let waitingTimer = null;
let messageTimer = null;
let lastBeat = 0;

const windowId = () => session.person?.window ?? null;
const view = () => picture.windowOf(windowId());

// --- drawing ------------------------------------------------------------------------------------------------

function draw() {
  if (picture.connection === "denied") {
    work(t("login.signed_out"));
    return;
  }
  const window = view();
  showConnection(byId("connection"), picture);
  if (!window) {
    return;
  }
  keepRegistered(window);
  drawBanner();
  say(byId("window-name"), t("common.window", { window: window.window }));
  say(byId("person"), [t(`post.${session.person.post}`), `${session.person.name} ${window.staff_no ? `(${window.staff_no})` : ""}`].join(" · "));
  drawPlan(window, myDay);
  drawCurrent(window, waiting.length);
  drawActs(window);
  byId("reprint").hidden = window.ticket === null;
  const print = devicesOf("printer").length > 0 ? printNotice : null;
  drawWork(window, registered, { register, print, noticesOf: (application) => notices.of(application) });
  drawHeld(window, (ticket) => perform("unhold", { ticket }));
  drawWaiting(waiting, window);
  drawSides(window, picture.hall, picture.devices);
}

function drawBanner() {
  const stopped = picture.hall.intake !== "running";
  byId("banner").hidden = !stopped;
  if (stopped) {
    say(byId("banner"), t("panel.intake_paused", { reason: picture.hall.intake_reason ?? "" }));
  }
}

function drawActs(window) {
  const main = MAIN[window.state];
  fill(byId("acts"), main, () => [actButton({ id: main, key: t("panel.space") }, "main"), ...ACTS.map((act) => actButton(act))]);
  byId("acts").querySelector(".main").disabled = busy;
  ACTS.forEach((act) => {
    byId("acts").querySelector(`[data-act="${act.id}"]`).disabled = busy || !act.may(window);
  });
  byId("close").hidden = !CLOSE.may(window);
}

function actButton(act, look = null) {
  return el("button", { type: "button", class: look, "data-act": act.id, onclick: () => choose(act) },
    wordOf(act.id), el("kbd", {}, act.key));
}

/** Registered applications belong to one ticket. */
function keepRegistered(window) {
  const ticket = window.ticket?.id ?? null;
  if (registered.ticket !== ticket) {
    registered = { ticket, ids: [...(window.ticket?.applications ?? [])], items: [] };
    registered.ids.forEach((application) => quietly(() => recall(application)));
  }
}

function tell(title, { hint = "", tone = "calm" } = {}) {
  clearTimeout(messageTimer);
  byId("message").dataset.tone = tone;
  byId("message").replaceChildren(title, hint && el("small", {}, hint));
  messageTimer = setTimeout(() => byId("message").replaceChildren(), MESSAGE_MS);
}

// --- acting -------------------------------------------------------------------------------------------------

/** An act that needs a choice asks for it first. */
async function choose(act) {
  if (busy || document.querySelector("dialog[open]")) {
    return;
  }
  const choice = act.dialog ? await DIALOGS[act.dialog](view(), picture.hall) : {};
  if (choice) {
    await perform(act.id, choice);
  }
}

/** Do an act, press by press; each says which window it saw, so that an overtaken one does nothing. */
async function perform(id, choice) {
  if (busy) {
    return;
  }
  byId("message").replaceChildren();
  setBusy(true);
  try {
    let seen = view().seq;
    for (const [address, body] of pressesOf(id, { outcome: outcome(), choice })) {
      const reply = await session.api.press(`/windows/${encodeURIComponent(windowId())}/${address}`, { ...body, expected_seq: seen });
      seen = reply.seq;
      picture.putWindow(reply.window);
      if (address === "next" && reply.ticket === null) {
        tell(t("panel.called_nobody"));
      }
    }
  } catch (error) {
    await explain(error);
  } finally {
    setBusy(false);
  }
}

/** Register an application on the ticket that is here: the dialog asks what the law wants on record. */
async function register(item) {
  const { ticket } = view();
  await attempt(async () => {
    const born = await registerApplication(session.api, { item, window: windowId(), seq: () => view().seq });
    if (born && registered.ticket === ticket.id) {
      registered.ids.push(born.application.id);
      registered.items.push(item);
      tell(t("cases.born", { id: born.application.id, code: born.code }));
      await refreshWindow();
      draw();
    }
  });
}

/** What was registered before this page was opened: its matter, which is not offered again, and its notices. */
async function recall(id) {
  const { application } = await session.api.get(`/applications/${encodeURIComponent(id)}`);
  if (registered.ids.includes(id)) {
    registered.items.push(application.item);
  }
  await notices.refresh(id);
}

async function printNotice(application) {
  await attempt(() => notices.print(application, devicesOf("printer")));
}

/** The number that is at the window, on paper once more. */
async function reprint() {
  const { ticket } = view();
  const dispensers = devicesOf("dispenser");
  if (dispensers.length === 0) {
    tell(t("panel.no_dispenser"));
    return;
  }
  const send = (device) => session.api.press(`/tickets/${encodeURIComponent(ticket.id)}/reprint`, { device });
  await attempt(async () => {
    const done = dispensers.length > 1 ? await chooseDispenser(dispensers, ticket, send) : await send(dispensers[0].id);
    if (done) {
      tell(t("panel.reprint_sent"));
    }
  });
}

/** What is pressed beside the acts of the window; a refusal is said. */
async function attempt(act) {
  try {
    await act();
  } catch (error) {
    await explain(error);
  }
}

/** Devices of a kind, those of this window and its zone first. */
function devicesOf(kind) {
  const { window, zone } = view();
  const rank = (device) => (device.window === window ? 0 : device.zone === zone ? 1 : 2);
  return picture.devices.filter((device) => device.kind === kind).sort((one, other) => rank(one) - rank(other));
}

function outcome() {
  return registered.ids.length > 0 ? { applications: registered.ids } : { outcome: "enquiry_only" };
}

function setBusy(on) {
  busy = on;
  draw();
}

async function explain(error) {
  if (!(error instanceof Problem)) {
    throw error;
  }
  if (error.status === 401) {
    await work(t("login.signed_out"));
    return;
  }
  if (error.code === "STALE") {
    tell(t("panel.stale"));
  } else {
    tell(error.title, { hint: error.hint, tone: error.status === 409 ? "calm" : "stop" });
  }
  await refreshWindow();
}

// --- keeping up ---------------------------------------------------------------------------------------------

function heard(type, data) {
  quietly(() => notices.heard(type, data));
  if (WAITING_CHANGES.has(type) && waitingTimer === null && windowId()) {
    waitingTimer = setTimeout(refreshWaiting, WAITING_AFTER_MS);
  }
}

async function refreshWaiting() {
  waitingTimer = null;
  await quietly(async () => {
    const answer = await session.api.get(`/waiting?window=${encodeURIComponent(windowId())}`);
    waiting = inTheOrderOfCalls(answer);
    draw();
  });
}

/** Whom the rule would call now comes first, the others as they are expected to be called. */
function inTheOrderOfCalls({ waiting: people, next }) {
  const place = (ticket) => (ticket.id === next ? -1 : ticket.ahead ?? Infinity);
  return [...people].sort((one, other) => place(one) - place(other) || 0);
}

/**
 * Tell the hall that this panel lives, prompted by what the feed brings: a browser slows the clock of a page that
 * nobody looks at, but not its line.
 */
async function beat() {
  if (Date.now() - lastBeat >= BEAT_EVERY_MS) {
    lastBeat = Date.now();
    await quietly(() => session.api.plain(`/windows/${encodeURIComponent(windowId())}/heartbeat`, {}));
  }
}

async function refreshRoster() {
  await quietly(async () => {
    const { people } = await session.api.get("/roster");
    myDay = people.find(({ person }) => person === session.person.person) ?? null;
    draw();
  });
}

async function refreshWindow() {
  await quietly(async () => {
    const { window } = await session.api.get(`/windows/${encodeURIComponent(windowId())}`);
    picture.putWindow(window);
  });
}

/** Background reading: a lost line is already said by the sign of the connection. */
async function quietly(read) {
  try {
    if (windowId()) {
      await read();
    }
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    if (error.status === 401) {
      await work(t("login.signed_out"));
    }
  }
}

// --- keys ---------------------------------------------------------------------------------------------------

function pressed(event) {
  const writing = event.target instanceof Element && event.target.closest("input, select, textarea, dialog, form");
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || writing || byId("panel").hidden || !view()) {
    return;
  }
  const act = event.code === "Space"
    ? { id: MAIN[view().state] }
    : [...ACTS, CLOSE].find((each) => each.code === event.code && each.may(view()));
  if (act) {
    event.preventDefault();
    choose(act);
  }
}

// --- signing in ---------------------------------------------------------------------------------------------

let feed = null;
let asking = false;

/** Show the panel to somebody who is signed in; ask first where nobody is. */
async function work(notice = "") {
  if (asking) {
    return;
  }
  asking = true;
  byId("panel").hidden = true;
  feed?.stop();
  if (notice) {
    session.forget();
  }
  while (!windowId()) {
    await askToSignIn(session, session.person ? t("panel.act_none") : notice);
  }
  asking = false;
  byId("panel").hidden = false;
  feed = picture.follow([`window:${windowId()}`, "zone", "alarms", "devices", "notice"], beat);
  refreshRoster();
}

async function leave() {
  await session.signOut();
  location.reload();
}

document.addEventListener("keydown", pressed);
// A button that has the focus would act on Space a second time.
document.addEventListener("keyup", (event) => {
  if (event.code === "Space" && event.target instanceof Element && event.target.closest("#acts, header")) {
    event.preventDefault();
  }
});
byId("close").addEventListener("click", () => choose(CLOSE));
byId("logout").addEventListener("click", leave);
byId("reprint").addEventListener("click", reprint);
setInterval(draw, MINUTES_ANEW_MS);
setInterval(refreshRoster, ROSTER_EVERY_MS);
setInterval(() => {
  say(byId("clock"), timeWithSeconds(new Date()));
  if (view()) {
    drawTimer(view());
  }
}, 1000);
await session.resume();
work();
