/** Announcements: what runs and is scheduled, a new one with its sound beforehand, and emergencies apart. */

import { AnnounceForm } from "./announce_form.js";
import { showConnection } from "./connection.js";
import { answered } from "./dialogs.js";
import { Feed } from "./feed.js";
import { hear, hush } from "./hearing.js";
import { attempt, tell } from "./message.js";
import { byId, el, fillList, hall, lang, nameOf, say, t } from "./page.js";
import { askToSignIn, Session } from "./session.js";

const ANEW_AFTER_MS = 150;
const session = new Session();
const seen = { connection: "connecting", goodAt: Date.now() };
const moment = new Intl.DateTimeFormat(lang, {
  timeZone: hall.timezone, month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
});
const clock = new Intl.DateTimeFormat(lang, { timeZone: hall.timezone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const date = new Intl.DateTimeFormat("sv", { timeZone: hall.timezone });
let anew = null;
/** How far the hall's clock is ahead of the browser's. */
let ahead_ms = 0;

async function begin() {
  await session.resume();
  while (!session.person?.powers.includes("DISPATCH")) {
    await askToSignIn(session, session.person ? t("announce.denied") : "");
  }
  byId("desk").hidden = false;
  byId("alert").hidden = byId("to-alert").hidden = !session.person.powers.includes("ALERT");
  await read();
  await new Feed(["announcement"], heard, connected).start();
}

function heard(type) {
  seen.goodAt = Date.now();
  if (type !== "snapshot") {
    clearTimeout(anew);
    anew = setTimeout(() => void read(), ANEW_AFTER_MS);
  }
}

function connected(state) {
  if (state === "denied") {
    signInAnew();
    return;
  }
  if (state === "live" && seen.connection === "lost") {
    void read();
  }
  seen.connection = state;
  showConnection(byId("connection"), seen);
}

async function read() {
  await attempt(async () => draw(await session.api.get("/announcements")), signInAnew);
}

function signInAnew() {
  location.reload();
}

// --- drawing ------------------------------------------------------------------------------------------------

function draw({ announcements, prepared, now }) {
  ahead_ms = Date.parse(now) - Date.now();
  const urgent = (one) => one.priority === "EMERGENCY";
  list("running", announcements.filter(({ state }) => state === "RUNNING"), standingRow);
  list("scheduled", announcements.filter(({ state }) => state === "SCHEDULED"), standingRow);
  list("prepared", prepared.filter((one) => !urgent(one)), preparedRow);
  fillList(byId("alert-prepared"), prepared.filter(urgent), { key: ({ id }) => id, content: (one) => one, make: alertChip });
}

function list(id, rows, make) {
  fillList(byId(id), rows, { key: (row) => row.id, content: (row) => row, make });
  byId(`${id}-none`).hidden = rows.length > 0;
}

function standingRow(one) {
  const urgent = one.priority === "EMERGENCY";
  return el("li", { class: urgent ? "urgent" : null, "data-id": one.id },
    el("div", { class: "what" }, urgent ? el("strong", {}, t("announce.emergency")) : null, el("b", {}, one.zh), one.en ? el("span", { lang: "en" }, one.en) : null),
    el("small", {}, facts(one).join(" · ")),
    el("button", { type: "button", onclick: () => withdraw(one) }, t("announce.withdraw")));
}

function facts(one) {
  return [
    one.state === "SCHEDULED" && t("announce.from", { time: time(one.at) }),
    one.show_until && t("announce.until", { time: time(one.show_until) }),
    one.speak && t("announce.times", { count: one.times }),
    places(one.zones),
    one.prepared ? t("announce.by_itself") : t("announce.by", { name: one.by }),
  ].filter(Boolean);
}

function preparedRow(one) {
  const when = one.today.map((at) => clock.format(new Date(at))).join(lang === "en" ? ", " : "、");
  return el("li", {},
    el("div", { class: "what" }, el("b", {}, one.zh), one.en ? el("span", { lang: "en" }, one.en) : null),
    el("small", {}, [when && t("announce.today", { times: when }), places(one.zones)].filter(Boolean).join(" · ")),
    el("button", { type: "button", onclick: () => notice.take(one) }, t("announce.use")));
}

function alertChip(one) {
  return el("button", { type: "button", onclick: () => alert.take(one) }, lang === "en" && one.en ? one.en : one.zh);
}

function places(zones) {
  return zones.length ? zones.map((zone) => `${zone} ${nameOf(hall.zones, zone)}`).join(lang === "en" ? ", " : "、") : t("announce.whole");
}

/** By the clock alone if it is today. */
function time(text) {
  const at = new Date(text);
  return (date.format(at) === date.format(now()) ? clock : moment).format(at);
}

function now() {
  return Date.now() + ahead_ms;
}

// --- acting -------------------------------------------------------------------------------------------------

async function listen(body) {
  const seconds = await hear(await session.api.file("/voice/preview", body));
  tell(t("announce.hearing", { seconds: Math.ceil(seconds) }));
}

async function send(body, form) {
  hush();
  draw(await session.api.press("/announcements", body));
  form.clear();
  tell(t(body.at ? "announce.done_at" : "announce.done", { time: body.at ? time(body.at) : "" }));
}

/** An emergency is announced after a second look at what everybody will hear. */
async function sendAlert(body) {
  if (await sure("alert", body)) {
    await send(body, alert);
  }
}

async function withdraw(one) {
  if (!await sure("withdraw", one)) {
    return;
  }
  await attempt(async () => {
    await session.api.press(`/announcements/${encodeURIComponent(one.id)}/withdraw`);
    tell(t("announce.withdrawn"));
  }, signInAnew);
  await read();
}

async function sure(act, { zh, zones }) {
  const dialog = byId("sure-dialog");
  dialog.className = act;
  say(byId("sure-title"), t(`announce.sure_${act}`));
  say(byId("sure-what"), t(`announce.sure_${act}_what`, { where: places(zones) }));
  say(byId("sure-text"), zh);
  say(byId("sure-go"), t(`announce.sure_${act}_go`));
  const done = answered(dialog);
  byId("sure-leave").focus();
  return await done === "go";
}

const notice = new AnnounceForm("notice", "NOTICE", { hear: listen, send: (body) => send(body, notice), now });
const alert = new AnnounceForm("alert", "EMERGENCY", { hear: listen, send: sendAlert, now });
byId("to-alert").addEventListener("click", () => {
  byId("alert").scrollIntoView();
  (byId("alert-prepared").querySelector("button") ?? byId("alert-zh")).focus();
});
byId("logout").addEventListener("click", async () => {
  await session.signOut();
  location.reload();
});

await begin();
