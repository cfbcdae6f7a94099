/** The rating pad at a window: it asks when a service has ended, and goes back when nobody touches it. */

import { Api, Problem } from "./api.js";
import { showConnectionBriefly } from "./connection.js";
import { bearer, deviceToken } from "./device_token.js";
import { byId, lang, say, t } from "./page.js";
import { Picture } from "./picture.js";
import { askRating } from "./rating.js";

const TOKEN_KEY = "pad-token";
const SETTLED_KEY = "pad-settled";
const THANKS_S = 5;
/** A pad that cannot say that it lives tries again so soon. */
const AGAIN_S = 3;
const TICK_MS = 250;
const SCREENS = ["rest", "ask", "told"];
const HOME_LANGUAGE = "zh-CN";
/** The visit has its rating, from here or from the visitor's phone. */
const RATED = "ALREADY_EVALUATED";
const NOT_SET_UP = new Set(["TOKEN_UNKNOWN", "NOT_SIGNED_IN", "POWER_NOT_HELD", "DEVICE_UNKNOWN"]);

const token = deviceToken(TOKEN_KEY);
const api = new Api(() => bearer(token));
const picture = new Picture(draw, (type) => type !== "snapshot" && beat());
/** The pad as the hall last told it. */
let pad = null;
/** Why the pad cannot ask: the word's key; null when it can. */
let obstacle = token ? null : "no_token";
/** The visit that is asked about, and the last one that is settled here: also when the language changes. */
let asked = null;
let settled = sessionStorage.getItem(SETTLED_KEY);
let handled = false;
let following = false;
let leaveAt = null;
let beatAt = token ? 0 : Infinity;
let beating = false;
let again = false;

function show(name) {
  SCREENS.forEach((each) => { byId(each).hidden = each !== name; });
}

function draw() {
  byId("connection").hidden = !following;
  showConnectionBriefly(byId("connection"), picture);
  say(byId("window"), pad ? t("common.window", { window: pad.window }) : "");
  const reason = obstacle ?? (pad?.resting ? "resting" : "idle");
  say(byId("rest-title"), t(`pad.${reason}`));
  say(byId("rest-hint"), t(`pad.${reason}_hint`));
}

// --- what the hall says -------------------------------------------------------------------------------------

/** Say that the pad lives, and hear what stands to be asked. What happens meanwhile is heard by one more. */
async function beat() {
  if (beating) {
    again = true;
    return;
  }
  beating = true;
  try {
    do {
      again = false;
      await heartbeat();
    } while (again);
  } finally {
    beating = false;
  }
}

async function heartbeat() {
  try {
    const showing = asked;
    ({ pad } = await api.plain("/pad/heartbeat", showing ? { showing } : {}));
    obstacle = null;
    beatAt = performance.now() + pad.heartbeat_s * 1000;
    follow();
    take(pad.question);
    // The hall waits for the word that the question is on the screen.
    again ||= asked !== null && asked !== showing;
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    obstacle = NOT_SET_UP.has(problem.code) ? "no_token" : "lost";
    beatAt = performance.now() + AGAIN_S * 1000;
  }
  draw();
}

/** The feed of the window, as soon as the pad knows at which one it stands. */
function follow() {
  if (!following) {
    following = true;
    picture.follow(["hall", `window:${pad.window}`]);
  }
}

function take(question) {
  if (question && question.prompt !== asked && question.prompt !== settled) {
    ask(question);
  } else if (!question && asked && (pad.busy || pad.resting || !handled)) {
    home();
  }
}

// --- the question -------------------------------------------------------------------------------------------

function ask({ prompt, left_s }) {
  asked = prompt;
  handled = false;
  askRating(give);
  byId("ask").classList.remove("choosing");
  show("ask");
  leaveIn(left_s);
}

async function give(level, reasons) {
  const prompt = asked;
  byId("ask").inert = true;
  try {
    await api.press("/ratings", { prompt, level, reasons });
    tell("thanks");
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    tell(problem.code === RATED ? "thanks" : "failed");
  } finally {
    byId("ask").inert = false;
  }
}

function tell(what) {
  settle();
  say(byId("told-title"), t(`pad.${what}`));
  say(byId("told-hint"), t(`pad.${what}_hint`));
  show("told");
  leaveIn(THANKS_S);
}

function settle() {
  if (asked) {
    settled = asked;
    sessionStorage.setItem(SETTLED_KEY, settled);
  }
  asked = null;
}

/** The next visitor meets the hall's own language. */
function home() {
  settle();
  leaveAt = null;
  if (lang !== HOME_LANGUAGE) {
    location.replace("/pad");
    return;
  }
  show("rest");
  draw();
}

// --- going back ---------------------------------------------------------------------------------------------

function leaveIn(seconds) {
  leaveAt = performance.now() + seconds * 1000;
  count();
}

function count() {
  const now = performance.now();
  if (now >= beatAt) {
    beatAt = Infinity;
    beat();
  }
  if (leaveAt === null) {
    return;
  }
  if (now >= leaveAt) {
    home();
    return;
  }
  say(byId("left"), t("pad.back_in", { seconds: Math.ceil((leaveAt - now) / 1000) }));
}

function touched() {
  if (asked) {
    handled = true;
    byId("ask").classList.toggle("choosing", !byId("reasons").hidden);
    leaveIn(pad.patience_s);
  }
}

byId("skip").addEventListener("click", home);
addEventListener("click", touched);
addEventListener("contextmenu", (event) => event.preventDefault());
setInterval(count, TICK_MS);
draw();
