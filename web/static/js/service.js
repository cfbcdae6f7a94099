/** The hall's service desk: what surrounds the windows, one chapter at a time, by what this person may do. */

import { ask } from "./asking.js";
import { showConnection } from "./connection.js";
import { attempt as attempted, tell } from "./message.js";
import { Notices } from "./notices.js";
import { byId, el, fill, fillList, say, t } from "./page.js";
import { Picture } from "./picture.js";
import { Case } from "./service_case.js";
import { LISTS } from "./service_lists.js";
import { askToSignIn, Session } from "./session.js";

const APPLICATION = { id: "applications", topics: ["application", "capture", "notice", "video"] };
const ANEW_AFTER_MS = 200;

const session = new Session();
const picture = new Picture(draw, heard);
const notices = new Notices(session.api, () => draw());
const desk = new Case({ api: session.api, notices, devices: () => picture.devices, again: refreshSoon, tell });
/** @type {Object[]} what this person is offered */
let chapters = [];
let chapter = APPLICATION;
/** The rows of the open list; null until they are read. */
let rows = null;
/** The application that is open. */
let one = null;
let asking = false;
let following = false;
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
  fill(byId("tabs"), [chapters.map(({ id }) => id), chapter.id], () => chapters.map(tab));
  const list = chapter !== APPLICATION;
  say(byId("lead"), t(`service.${chapter.id}_lead`));
  fill(byId("heads"), [chapter.id, session.person.window], () => (chapter.heads?.(session.person) ?? []).map((act) => actButton(act, t(`service.${act.id}`))));
  byId("search").hidden = list;
  byId("rows").hidden = !list;
  byId("sheet").hidden = list || one === null;
  fillList(byId("rows"), list ? rows ?? [] : [], { key: chapter.key ?? String, content: (row) => [chapter.id, row], make: rowOf });
  byId("none").hidden = list ? rows === null || rows.length > 0 : one !== null;
  say(byId("none"), t(`service.${chapter.id}_none`));
  if (one && !list) {
    fill(byId("sheet"), [one, notices.of(one.id), picture.devices.map(({ id, kind }) => [id, kind])], () => desk.draw(one, session.person));
  }
}

function tab(each, place) {
  return el("button", { type: "button", role: "tab", "aria-selected": String(each === chapter), "aria-controls": "chapter", "data-chapter": each.id, onclick: () => open(each) },
    t(`service.${each.id}`), el("kbd", {}, place + 1));
}

function rowOf(row) {
  const { title, more, state, tone } = chapter.face(row);
  return el("li", { class: tone || null },
    el("span", { class: "face" }, el("b", {}, title), el("small", {}, more)),
    el("span", { class: "state" }, state),
    el("span", { class: "buttons" }, ...(chapter.acts?.(row, session.person) ?? []).map((act) => actButton(act, title))));
}

function actButton(act, about) {
  return el("button", { type: "button", "data-act": act.id, onclick: () => carryOut(act, about) }, `${t(`service.${act.id}`)}…`);
}

// --- acting and reading ---------------------------------------------------------------------------------------

async function carryOut(act, about) {
  const done = await ask({
    title: about, what: t(`service.${act.id}_what`), go: t("service.confirm"), fields: act.fields,
    send: (values) => session.api.press(...act.press(values)),
  });
  if (done) {
    tell(t("service.done"));
    refreshSoon();
  }
}

function open(each) {
  chapter = each;
  rows = null;
  say(byId("message"), "");
  draw();
  void refresh();
}

function heard(type, data) {
  void attempt(() => notices.heard(type, data));
  if (type === "snapshot" || chapter.topics.includes(type.split(".")[0])) {
    refreshSoon();
  }
}

function refreshSoon() {
  anew ??= setTimeout(() => {
    anew = null;
    void refresh();
  }, ANEW_AFTER_MS);
}

async function refresh() {
  if (!session.person) {
    return;
  }
  const asked = chapter;
  await attempt(async () => {
    if (asked === APPLICATION) {
      one = one && await desk.read(one.id);
      return;
    }
    const found = await asked.read(session.api);
    rows = asked === chapter ? found : rows;
  });
  draw();
}

function attempt(act) {
  return attempted(act, work);
}

async function find(number) {
  one = null;
  say(byId("message"), "");
  draw();
  await attempt(async () => { one = await desk.read(number); });
  draw();
}

// --- signing in ---------------------------------------------------------------------------------------------

async function work(notice = "") {
  if (asking) {
    return;
  }
  asking = true;
  byId("desk").hidden = true;
  if (notice) {
    session.forget();
  }
  if (!session.person) {
    await askToSignIn(session, notice);
  }
  asking = false;
  byId("desk").hidden = false;
  const { person } = session;
  say(byId("person"), [t(`post.${person.post}`), person.name, person.window && t("common.window", { window: person.window })].filter(Boolean).join(" · "));
  chapters = [APPLICATION, ...LISTS.filter(({ may }) => may?.(person) ?? true)];
  if (!following || notice) {
    following = true;
    picture.follow(["devices", ...new Set([APPLICATION, ...LISTS].flatMap(({ topics }) => topics))]);
  }
  const named = new URLSearchParams(location.search).get("application");
  if (named) {
    byId("number").value = named;
    await find(named);
  }
  draw();
}

byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  void find(byId("number").value.trim());
});
document.addEventListener("keydown", (event) => {
  const place = /^Digit([1-9])$/.exec(event.code)?.[1];
  const writing = event.target instanceof Element && event.target.closest("input, select, textarea, dialog, form");
  const chosen = place && chapters[place - 1];
  if (chosen && !writing && !event.ctrlKey && !event.altKey && !event.metaKey && !byId("desk").hidden) {
    event.preventDefault();
    open(chosen);
  }
});
byId("logout").addEventListener("click", async () => {
  await session.signOut();
  location.reload();
});
await session.resume();
await work();
