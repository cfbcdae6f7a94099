/** Applications (办件) by what there is to do with them: counter, back office, decisions, results, search. */

import { askAct } from "./act_dialog.js";
import { correctClock } from "./case_clock.js";
import { Inbox } from "./case_inbox.js";
import { STATES, VIEWS } from "./case_views.js";
import { caseRow } from "./case_words.js";
import { CaseSheet } from "./case_sheet.js";
import { showConnection } from "./connection.js";
import { attempt as attempted, tell } from "./message.js";
import { byId, el, fill, fillList, say, t, wordFor } from "./page.js";
import { Picture } from "./picture.js";
import { askToSignIn, Session } from "./session.js";

const ANEW_AFTER_MS = 250;
/** What others do elsewhere need not be seen at once: a hall has many desks, and all of them hear it. */
const OTHERS_AFTER_MS = 1000;
const TOPICS = ["application", "clock", "document"];
/** How urgent a list is sorted; within one tone, what ends first comes first. */
const URGENCY = { RED: 0, YELLOW: 1, RUNNING: 2, SUSPENDED: 3, OVER: 4 };

const session = new Session();
const picture = new Picture(draw, heard);
const inbox = new Inbox(session.api);
const sheet = new CaseSheet(session.api, { act, say: sayAct, correct, corrects, attempt, open: openCase });
/** @type {Object[]} the views that this person is offered */
let views = [];
let view = VIEWS[0];
/** @type {?Object[]} the rows of the view; null until they are read */
let rows = null;
let following = null;
/** What the search asks for. */
let wanted = new URLSearchParams();
/** Whose applications are looked for; null for anybody's. */
let applicant = null;
let opened = null;
let asking = false;
let listening = false;
let anew = null;

// --- drawing ------------------------------------------------------------------------------------------------

function draw() {
  if (picture.connection === "denied") {
    work(t("login.signed_out"));
    return;
  }
  if (!session.person) {
    return;
  }
  showConnection(byId("connection"), picture);
  fill(byId("tabs"), [views.map(({ id }) => id), view.id], () => views.map(tab));
  say(byId("lead"), t(`cases.${view.id}_lead`));
  byId("mine-box").hidden = Boolean(view.search);
  byId("own-box").hidden = Boolean(view.search) || Boolean(view.inbox) || !session.person.department;
  byId("search").hidden = !view.search;
  fillList(byId("list"), lines(), { key: ({ key }) => key, content: ({ content }) => content, make: ({ make }) => make() });
  byId("more").hidden = view.inbox || following === null;
  say(byId("none"), t(view.inbox ? "cases.nothing_waits" : "cases.none"));
  byId("none").hidden = view.inbox ? !inbox.empty : rows === null || rows.length > 0;
  fill(byId("sheet"), sheet.content, () => sheet.draw());
}

function lines() {
  if (view.inbox) {
    return inbox.lines({ chosen: opened, open: openCase, more: deepen });
  }
  return (rows ?? []).map((row) => ({ key: row.id, content: [row, row.id === opened], make: () => caseRow(row, { chosen: row.id === opened, open: () => openCase(row.id) }) }));
}

function tab(each, place) {
  return el("button", { type: "button", role: "tab", "aria-selected": String(each === view), "data-view": each.id, onclick: () => show(each) },
    t(`cases.${each.id}`), el("kbd", {}, place + 1));
}

// --- reading ------------------------------------------------------------------------------------------------

async function show(each) {
  view = each;
  rows = null;
  following = null;
  draw();
  await refresh();
}

function query(before = null) {
  const asked = new URLSearchParams(view.search ? wanted : { state: view.states.join(",") });
  if (!view.search && byId("mine").checked) {
    asked.set("owner", session.person.person);
  }
  if (!view.search && session.person.department && byId("own").checked) {
    asked.set("department", session.person.department);
  }
  if (before !== null) {
    asked.set("before", before);
  }
  return asked;
}

async function refresh() {
  const asked = view;
  await attempt(async () => {
    const [found] = await Promise.all([
      asked.inbox ? inbox.read({ mine: byId("mine").checked }) : session.api.get(`/applications?${query()}`),
      opened && sheet.read(opened),
    ]);
    if (asked === view && !asked.inbox) {
      rows = view.search ? found.applications : sorted(found.applications);
      following = found.next;
    }
  });
  draw();
}

async function deepen(task) {
  inbox.deepen(task);
  await refresh();
}

async function more() {
  await attempt(async () => {
    const found = await session.api.get(`/applications?${query(following)}`);
    rows = view.search ? [...rows, ...found.applications] : sorted([...rows, ...found.applications]);
    following = found.next;
  });
  draw();
}

function sorted(found) {
  const rank = ({ clock }) => [URGENCY[clock?.tone ?? "OVER"], clock?.due_at ?? "9"];
  return [...found].sort((one, other) => {
    const [mine, theirs] = [rank(one), rank(other)];
    return mine[0] - theirs[0] || mine[1].localeCompare(theirs[1]);
  });
}

async function openCase(id) {
  opened = id;
  draw();
  await attempt(() => sheet.read(id));
  draw();
}

function heard(type, data) {
  if (type === "snapshot" || data.application === opened) {
    refreshWithin(ANEW_AFTER_MS);
  } else if (TOPICS.includes(type.split(".")[0])) {
    refreshWithin(OTHERS_AFTER_MS * (1 + Math.random()));
  }
}

function refreshWithin(ms) {
  const at = performance.now() + ms;
  if (anew && anew.at <= at) {
    return;
  }
  clearTimeout(anew?.timer);
  anew = { at, timer: setTimeout(() => {
    anew = null;
    void refresh();
  }, ms) };
}

function attempt(act) {
  return attempted(act, work);
}

// --- acting -------------------------------------------------------------------------------------------------

/** An act: its dialog asks what it has to say; `given` is chosen already. */
async function act(which, one, given = {}) {
  const done = await askAct(which, one, (says) => press(says, one), given);
  if (done) {
    tell(`${wordFor(`case_act.${which.act}`, which.act)} · ${t("cases.done")}`);
  }
  await refresh();
}

/** An act that is complete as it stands. */
async function sayAct(says, one) {
  await attempt(() => press(says, one));
  await refresh();
}

/** A clock that was wrong is counted anew, by who dispatches. */
function corrects() {
  return session.person.powers.includes("DISPATCH");
}

async function correct(clock, one) {
  if (await correctClock(session.api, one, clock)) {
    tell(t("cases.clock_corrected"));
  }
  await refresh();
}

function press(says, one) {
  return session.api.press(`/applications/${encodeURIComponent(one.id)}/acts`, { act: says, revision: one.revision });
}

// --- keys ---------------------------------------------------------------------------------------------------

const MOVES = { ArrowDown: 1, KeyJ: 1, ArrowUp: -1, KeyK: -1 };

function pressed(event) {
  const writing = event.target instanceof Element && event.target.closest("input, select, textarea, dialog, form");
  if (writing || event.ctrlKey || event.altKey || event.metaKey || byId("cases").hidden) {
    return;
  }
  const place = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  if (place && views[place - 1]) {
    event.preventDefault();
    void show(views[place - 1]);
  } else if (MOVES[event.code] && shownCases().length > 0) {
    event.preventDefault();
    const cases = shownCases();
    void openCase(cases[Math.max(0, Math.min(cases.length - 1, cases.indexOf(opened) + MOVES[event.code]))]);
  } else if (event.code === "Enter" && event.target === document.body) {
    byId("sheet").querySelector(".acts button")?.focus();
  }
}

function shownCases() {
  return view.inbox ? inbox.cases : (rows ?? []).map(({ id }) => id);
}

// --- signing in ---------------------------------------------------------------------------------------------

async function work(notice = "") {
  if (asking) {
    return;
  }
  asking = true;
  byId("cases").hidden = true;
  if (notice) {
    session.forget();
  }
  if (!session.person) {
    await askToSignIn(session, notice);
  }
  asking = false;
  byId("cases").hidden = false;
  const { person } = session;
  say(byId("person"), [t(`post.${person.post}`), person.name, person.window && t("common.window", { window: person.window })].filter(Boolean).join(" · "));
  views = VIEWS.filter(({ powers }) => !powers || powers.some((power) => person.powers.includes(power)));
  [view] = views;
  if (!listening || notice) {
    listening = true;
    picture.follow(TOPICS);
  }
  opened = new URLSearchParams(location.search).get("application") ?? opened;
  await refresh();
}

byId("by-state").append(el("option", { value: "" }, t("cases.any")), ...STATES.map((state) => el("option", { value: state }, t(`application.${state}`))));
byId("search").addEventListener("submit", async (event) => {
  event.preventDefault();
  const number = byId("by-applicant").value.trim();
  await attempt(async () => {
    if (number) {
      // The number leaves the screen as soon as it has said whom it means.
      applicant = await session.api.plain("/applicants/look-up", { number });
      byId("by-applicant").value = "";
      byId("by-applicant").placeholder = applicant.mask;
    }
    wanted = new URLSearchParams(Object.entries({ number: byId("by-number").value.trim(), applicant: applicant?.person, state: byId("by-state").value }).filter(([, value]) => value));
    await refresh();
  });
});
byId("search").addEventListener("reset", () => {
  applicant = null;
  wanted = new URLSearchParams();
  byId("by-applicant").placeholder = "";
  void refresh();
});
byId("more").addEventListener("click", more);
byId("mine").addEventListener("change", refresh);
byId("own").addEventListener("change", refresh);
document.addEventListener("keydown", pressed);
byId("logout").addEventListener("click", async () => {
  await session.signOut();
  location.reload();
});
await session.resume();
await work();
