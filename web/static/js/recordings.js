/** Recordings: find marks, look at one for a use and a case, fetch footage, keep it. Every look is logged. */

import { radio } from "./dialogs.js";
import { inHall } from "./hall_time.js";
import { byId, el, fill, hall, lang, say, t, wordFor } from "./page.js";
import { save } from "./save.js";
import { askToSignIn, Session } from "./session.js";

const USES = ["case", "public_safety", "session_record", "review"];
const session = new Session();
const moment = new Intl.DateTimeFormat(lang, {
  timeZone: hall.timezone, month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});
let chosen = null;

async function begin() {
  await session.resume();
  while (!session.person?.powers.includes("AUDIT")) {
    const notice = session.person ? t("recordings.denied") : "";
    await askToSignIn(session, notice);
  }
  byId("desk").hidden = false;
  await find();
}

// --- finding --------------------------------------------------------------------------------------------------

async function find() {
  const asked = new URLSearchParams();
  for (const [name, id] of [["window", "of-window"], ["purpose", "of-purpose"], ["ticket", "of-ticket"]]) {
    if (byId(id).value.trim()) {
      asked.set(name, byId(id).value.trim());
    }
  }
  for (const id of ["since", "until"]) {
    if (byId(id).value) {
      asked.set(id, inHall(byId(id).value));
    }
  }
  try {
    const { clips } = await session.api.get(`/clips?${asked}`);
    say(byId("message"), clips.length ? t("recordings.found", { count: clips.length }) : t("recordings.none"));
    fill(byId("clips"), clips, () => clips.map(row));
  } catch (problem) {
    say(byId("message"), [problem.title, problem.hint].filter(Boolean).join(" · "));
  }
}

function row(clip) {
  return el("li", {},
    el("span", { class: "num" }, span(clip)),
    el("span", {}, t(`recordings.purpose.${clip.purpose}`)),
    el("span", { class: "where" }, [t("common.window", { window: clip.window }), clip.camera, clip.ticket].filter(Boolean).join(" · "), marks(clip)),
    el("button", { type: "button", onclick: () => look(clip) }, t("recordings.look")));
}

function marks(clip) {
  const said = [clip.held_for && t("recordings.held", { case: clip.held_for }), clip.evidence_of && t("recordings.evidence")].filter(Boolean);
  return said.length ? el("span", { class: "marks" }, " · ", el("b", {}, said.join(" · "))) : null;
}

function span({ begun_at, ended_at }) {
  const begun = moment.format(new Date(begun_at));
  return ended_at ? `${begun} – ${moment.format(new Date(ended_at)).slice(-8)}` : `${begun} · ${t("recordings.running")}`;
}

// --- looking --------------------------------------------------------------------------------------------------

function look(clip) {
  chosen = clip;
  say(byId("look-title"), `${t(`recordings.purpose.${clip.purpose}`)} · ${t("common.window", { window: clip.window })} · ${span(clip)}`);
  byId("look-uses").replaceChildren(...USES.map((use, place) => radio("use", use, t(`recordings.use.${use}`), place, { checked: place === 0 })));
  byId("looked").hidden = byId("look-fetch").hidden = byId("look-keep").hidden = true;
  say(byId("look-problem"), "");
  byId("look-dialog").showModal();
  byId("look-case").focus();
}

function asked() {
  return { use: byId("look-form").elements.use.value, case: byId("look-case").value.trim() };
}

async function attempt(act) {
  say(byId("look-problem"), "");
  try {
    return await act();
  } catch (problem) {
    say(byId("look-problem"), [problem.title, problem.hint].filter(Boolean).join(" · "));
    return null;
  }
}

function show(answer) {
  if (!answer) {
    return;
  }
  chosen = answer.clip;
  byId("looked").hidden = false;
  const film = answer.files.some(({ content }) => content.startsWith("video/"));
  byId("look-files").replaceChildren(...(answer.files.length ? answer.files.map((file) => fileRow(answer.clip, file)) : [
    el("li", {}, t(answer.fetching ? "recordings.fetching" : "recordings.no_files"))]));
  byId("look-log").replaceChildren(...answer.accesses.toReversed().map(logRow));
  byId("look-fetch").hidden = film || answer.fetching || !answer.clip.ended_at;
  byId("look-keep").hidden = false;
  say(byId("look-keep"), t(answer.clip.held_for ? "recordings.release" : "recordings.hold"));
}

function fileRow(clip, { file, content, size, sha256 }) {
  const name = t(content.startsWith("video/") ? "recordings.film" : "recordings.still");
  return el("li", {},
    el("button", { type: "button", class: "link", title: `SHA-256 ${sha256}`, onclick: () => take(clip, file) }, `${name} ${file}`),
    ` ${Math.ceil(size / 1024)} KiB`);
}

/** Taking a file is a look of its own. */
async function take(clip, file) {
  const blob = await attempt(() => session.api.file(`/clips/${encodeURIComponent(clip.id)}/files/${encodeURIComponent(file)}`, asked()));
  if (blob) {
    save(blob, file);
  }
}

function logRow({ at, person, use, case: reason, granted }) {
  return el("li", {},
    el("span", { class: "num" }, moment.format(new Date(at))),
    el("span", {}, person),
    el("span", {}, `${wordFor(`recordings.use.${use}`, use)} · ${reason}`),
    el("span", { class: granted ? "go" : "stop" }, t(granted ? "recordings.granted" : "recordings.refused")));
}

async function keep() {
  const { case: reason } = asked();
  const held = chosen.held_for;
  const path = `/clips/${encodeURIComponent(chosen.id)}/${held ? "release" : "hold"}`;
  const done = await attempt(() => session.api.press(path, held ? { reason } : { case: reason }));
  if (done) {
    [chosen] = done.clips;
    say(byId("look-keep"), t(chosen.held_for ? "recordings.release" : "recordings.hold"));
  }
}

byId("search").addEventListener("submit", (event) => {
  event.preventDefault();
  void find();
});
byId("look-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  show(await attempt(() => session.api.press(`/clips/${encodeURIComponent(chosen.id)}/look`, asked())));
});
byId("look-fetch").addEventListener("click", async () => {
  show(await attempt(() => session.api.press(`/clips/${encodeURIComponent(chosen.id)}/fetch`, asked())));
});
byId("look-keep").addEventListener("click", () => void keep());
byId("look-close").addEventListener("click", () => byId("look-dialog").close());
byId("look-dialog").addEventListener("close", () => void find());
byId("logout").addEventListener("click", async () => {
  await session.signOut();
  location.reload();
});

await begin();
