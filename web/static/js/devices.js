/** The register of devices: what is where, how it is, what is wrong; maintenance, and which one is which. */

import { Problem } from "./api.js";
import { showConnection } from "./connection.js";
import { dayOf, timeOf, timeWithSeconds } from "./format.js";
import { byId, el, fill, fillList, hall, nameOf, say, t, wordFor } from "./page.js";
import { Picture } from "./picture.js";
import { askToSignIn, Session } from "./session.js";

const MESSAGE_MS = 8000;
/** Links that come and go are not journaled: counters and times are asked for. */
const ANEW_MS = 5000;
const RESTING = "MAINTENANCE";
/** How a state is coloured, worst first; words say it too. What is registered only is neither well nor ill. */
const TONES = { OFFLINE: "stop", DEGRADED: "wait", MAINTENANCE: "rest", UNKNOWN: "wait", CONNECTING: "wait", ONLINE: "go" };
const RANKS = ["stop", "wait", "rest", "go", "plain"];
const FILTERS = {
  all: () => true,
  trouble: (device) => ["stop", "wait"].includes(toneOf(device)),
  resting: (device) => device.state === RESTING,
};

const session = new Session();
const picture = new Picture(draw);
let filter = "all";
/** Id of the device whose sheet is open. */
let open = null;
let asking = false;
let following = false;
let messageTimer = null;

// --- drawing ------------------------------------------------------------------------------------------------

function draw() {
  if (picture.connection === "denied") {
    work(t("login.signed_out"));
    return;
  }
  showConnection(byId("connection"), picture);
  if (picture.hall === null) {
    return;
  }
  const { devices } = picture;
  say(byId("summary"), t("devices.summary", { count: devices.length, well: devices.filter((each) => toneOf(each) === "go").length }));
  fill(byId("filters"), [filter, ...Object.values(FILTERS).map((fits) => devices.filter(fits).length)], filterButtons);
  const wanted = byId("find").value.trim().toLowerCase();
  const found = devices.filter((each) => FILTERS[filter](each) && wordsOf(each).includes(wanted)).sort(worstFirst);
  fillList(byId("rows"), found, { key: ({ id }) => id, content: (device) => device, make: row });
  byId("none").hidden = found.length > 0;
  say(byId("none"), t(filter === "all" || wanted ? "devices.none" : "devices.calm"));
  const shown = devices.find(({ id }) => id === open);
  if (shown) {
    drawSheet(shown);
  }
}

function filterButtons() {
  return Object.entries(FILTERS).map(([name, fits]) => el("button", {
    type: "button", "aria-pressed": String(name === filter), onclick: () => { filter = name; draw(); },
  }, t(`devices.${name}`, { count: picture.devices.filter(fits).length })));
}

function row(device) {
  const done = device.commands.done ?? 0;
  const others = Object.values(device.commands).reduce((sum, count) => sum + count, 0) - done;
  return el("li", { class: toneOf(device) }, el("button", { type: "button", "data-device": device.id, onclick: () => show(device) },
    el("span", {}, el("b", {}, device.id), el("small", {}, kindOf(device))),
    el("span", { class: "state" }, stateOf(device), device.since && el("small", {}, sinceWords(device.since))),
    el("span", {}, placeOf(device)),
    el("span", { class: "num" }, device.last_seen ? timeOf(device.last_seen) : "–"),
    el("span", { class: device.firmware_fits ? "num" : "num foreign" }, device.firmware ?? "–"),
    el("span", { class: "num" }, device.driven ? `${done} / ${others}` : "–",
      device.outages > 0 ? el("small", {}, t("devices.outages", { count: device.outages })) : null),
    el("span", { class: "wrong" }, wrongOf(device))));
}

/** A device that is registered only, and says nothing of itself, is as it should be. */
function toneOf(device) {
  return device.state === "UNKNOWN" && !device.driven && device.faults.length === 0 ? "plain" : TONES[device.state] ?? "wait";
}

function stateOf(device) {
  return toneOf(device) === "plain" ? t("devices.asset") : wordFor(`device.${device.state}`, device.state);
}

function kindOf(device) {
  return [wordFor(`device.${device.kind}`, device.kind), device.model].filter(Boolean).join(" · ");
}

function placeOf({ window, zone }) {
  if (window) {
    return t("common.window", { window });
  }
  return zone ? t("devices.zone", { zone }) : t("devices.hall");
}

function wrongOf(device) {
  const range = !device.firmware_fits && device.firmware_range ? [t("devices.foreign", { range: device.firmware_range })] : [];
  return [device.maintenance?.reason, ...device.faults, ...range].filter(Boolean).join("；");
}

function wordsOf(device) {
  return [device.id, kindOf(device), placeOf(device), device.profile, stateOf(device)].join(" ").toLowerCase();
}

function worstFirst(one, other) {
  return RANKS.indexOf(toneOf(one)) - RANKS.indexOf(toneOf(other)) || one.kind.localeCompare(other.kind)
    || one.id.localeCompare(other.id, undefined, { numeric: true });
}

function sinceWords(since) {
  const day = dayOf(new Date(since));
  return t(day === dayOf(new Date()) ? "devices.since" : "devices.since_day", { time: timeOf(since), day });
}

// --- one device ---------------------------------------------------------------------------------------------

function show(device) {
  open = device.id;
  byId("sheet-reason").value = "";
  refuse(null);
  drawSheet(device);
  byId("sheet").showModal();
}

function drawSheet(device) {
  const resting = device.state === RESTING;
  say(byId("sheet-title"), `${device.id} · ${wordFor(`device.${device.kind}`, device.kind)}`);
  fill(byId("sheet-facts"), device, () => factsOf(device).flatMap(([name, text]) => [el("dt", {}, t(`devices.${name}`)), el("dd", {}, text)]));
  byId("sheet-why").hidden = resting;
  byId("sheet-identify").hidden = resting || !device.driven;
  say(byId("sheet-rest"), t(resting ? "devices.give_back" : "devices.rest"));
}

function factsOf(device) {
  const by = device.maintenance?.by && t("devices.by", { person: device.maintenance.by });
  return [
    ["state", [stateOf(device), device.since && sinceWords(device.since), by].filter(Boolean).join(" · ")],
    ["place", placeOf(device) + (device.zone && !device.window ? ` · ${nameOf(hall.zones, device.zone)}` : "")],
    ["model", [device.vendor, device.model, device.level_required && t("devices.required")].filter(Boolean).join(" · ")],
    ["profile", device.profile],
    ["firmware", [device.firmware, device.firmware_range && t("devices.foreign", { range: device.firmware_range })].filter(Boolean).join(" · ")],
    ["link", device.links.map(({ name, state }) => `${name} · ${wordFor(`device.${state}`, state)}`).join("\n") || device.transport],
    ["wrong", wrongOf(device)],
  ].filter(([, text]) => text);
}

async function ask(path, body) {
  const device = open;
  try {
    return await session.api.press(`/devices/${encodeURIComponent(device)}/${path}`, body);
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    refuse(error);
    return null;
  }
}

async function identify() {
  const answer = await ask("identify", {});
  if (answer) {
    refuse(null);
    tell(`${answer.device}：${t(`devices.identified_${answer.outcome}`)}`);
    byId("sheet").close();
  }
}

async function changeMaintenance() {
  const device = picture.devices.find(({ id }) => id === open);
  const answer = await ask("maintenance", { on: device.state !== RESTING, reason: byId("sheet-reason").value.trim() });
  if (answer) {
    tell(`${device.id}：${t("devices.done")}`);
    byId("sheet").close();
  }
}

function refuse(problem) {
  byId("sheet-problem").hidden = problem === null;
  say(byId("sheet-problem"), problem ? [problem.title, problem.hint].filter(Boolean).join(" · ") : "");
}

function tell(text) {
  clearTimeout(messageTimer);
  say(byId("message"), text);
  messageTimer = setTimeout(() => say(byId("message"), ""), MESSAGE_MS);
}

// --- keeping up and signing in ------------------------------------------------------------------------------

async function refresh() {
  if (!session.person || asking) {
    return;
  }
  const answer = await session.api.get("/devices").catch(() => null);
  if (answer) {
    picture.devices = answer.devices;
    draw();
  }
}

async function work(notice = "") {
  if (asking) {
    return;
  }
  asking = true;
  byId("register").hidden = true;
  if (notice) {
    session.forget();
  }
  if (!session.person) {
    await askToSignIn(session, notice);
  }
  asking = false;
  byId("register").hidden = false;
  if (!following || picture.connection === "denied") {
    following = true;
    picture.follow(["devices"]);
  }
  draw();
}

byId("find").addEventListener("input", draw);
byId("sheet-identify").addEventListener("click", identify);
byId("sheet-rest").addEventListener("click", changeMaintenance);
byId("sheet").addEventListener("close", () => { open = null; });
byId("sheet-form").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target === byId("sheet-reason")) {
    event.preventDefault();
    changeMaintenance();
  }
});
byId("logout").addEventListener("click", async () => {
  await session.signOut();
  location.reload();
});
setInterval(refresh, ANEW_MS);
setInterval(() => say(byId("clock"), timeWithSeconds(new Date())), 1000);
await session.resume();
work();
