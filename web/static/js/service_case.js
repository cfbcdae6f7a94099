/** One application: its materials as pictures, its notices, its way by courier, its video sessions. */

import { Problem } from "./api.js";
import { ask } from "./asking.js";
import { timeOf } from "./format.js";
import { noticeLine } from "./notices.js";
import { el, hall, nameOf, t, wordFor } from "./page.js";
import { save } from "./save.js";

const CAPTURING = new Set(["doc_camera", "scanner"]);
const ENDINGS = { "image/jpeg": "jpg", "image/png": "png", "image/tiff": "tif", "application/pdf": "pdf" };

export class Case {
  #api;
  #notices;
  /** @type {Object[]} the devices of the hall */
  #devices;
  #again;
  #tell;

  /**
   * @param {{api: import("./api.js").Api, notices: import("./notices.js").Notices, again: () => void,
   *   tell: (text: string, tone?: string) => void, devices: () => Object[]}} desk `again`: the application is read anew
   */
  constructor({ api, notices, devices, again, tell }) {
    this.#api = api;
    this.#notices = notices;
    this.#devices = devices;
    this.#again = again;
    this.#tell = tell;
  }

  /** All that is known of an application; a refusal is thrown. */
  async read(number) {
    const path = `/applications/${encodeURIComponent(number)}`;
    const [{ application, captures }, { sessions }] = await Promise.all([
      this.#api.get(path), this.#api.get(`${path}/video-sessions`), this.#notices.refresh(number)]);
    return { ...application, captures, sessions };
  }

  /** The application as it stands. */
  draw(one, person) {
    const notices = this.#notices.of(one.id);
    return [
      el("div", { class: "card" },
        el("h2", {}, el("span", {}, nameOf(hall.items, one.item)), el("span", { class: "state" }, wordFor(`application.${one.state}`, one.state))),
        el("p", { class: "num" }, one.id),
        el("p", {}, [t("service.received", { time: timeOf(one.received_at) }), one.window && t("common.window", { window: one.window }),
          one.tracking && t("service.tracking", { tracking: one.tracking }), one.delivered_at && t("service.delivered", { time: timeOf(one.delivered_at) })].filter(Boolean).join(" · ")),
        el("p", {}, el("a", { href: `/cases?application=${encodeURIComponent(one.id)}` }, t("service.case"))),
        el("div", { class: "heads" }, ...this.#acts(one, person).map(([id, act]) =>
          el("button", { type: "button", "data-act": id, onclick: act }, `${t(`service.${id}`)}…`)))),
      part("materials", one.captures.map((material) => this.#material(one, material)), t("service.no_materials")),
      part("notices", notices.map((notice) => el("li", {}, noticeLine(notice))), t("service.no_notices")),
      part("sessions", one.sessions.map(sessionRow), t("service.no_sessions")),
    ];
  }

  #of(...kinds) {
    return this.#devices().filter(({ kind }) => kinds.includes(kind)).map(({ id, kind }) => ({ value: id, text: `${id} · ${wordFor(`device.${kind}`, kind)}` }));
  }

  /** What makes sense now; whether this person may, the hall says. */
  #acts(one, person) {
    const cameras = this.#of(...CAPTURING);
    const mail = this.#of("mail_terminal");
    const printers = this.#devices().filter(({ kind }) => kind === "printer");
    const open = one.closed_at === null;
    const receives = person.powers.includes("RECEIVE");
    const path = `/applications/${encodeURIComponent(one.id)}`;
    return [
      open && receives && cameras.length > 0 && ["capture", () => this.#carryOut("capture", one, [
        { name: "material", label: t("service.material"), most: 64 },
        { name: "device", label: t("service.device"), options: cameras },
      ], (values) => [`${path}/captures`, values])],
      receives && printers.length > 0 && ["notice", () => this.#print(one, printers)],
      one.state === "RESULT_READY" && mail.length > 0 && person.powers.includes("DELIVER_RESULT") && ["dispatch", () => this.#carryOut("dispatch", one, [
        { name: "name", label: t("service.recipient"), most: 100 },
        { name: "phone", label: t("service.phone"), type: "tel", most: 20 },
        { name: "address", label: t("service.address"), type: "area", most: 300 },
        { name: "terminal", label: t("service.terminal"), options: mail },
      ], (values) => [`${path}/dispatch`, { ...values, revision: one.revision }])],
    ].filter(Boolean);
  }

  async #carryOut(id, one, fields, press) {
    const title = `${t(`service.${id}`)} · ${one.id}`;
    const done = await ask({ title, what: t(`service.${id}_what`), go: t("service.confirm"), fields, send: (values) => this.#api.press(...press(values)) });
    if (done) {
      this.#tell(t(`service.${id}_done`));
      this.#again();
    }
  }

  async #print(one, printers) {
    await this.#attempt(() => this.#notices.print(one.id, printers));
    this.#again();
  }

  #material(one, { material, pages, sha256, device, operator, captured_at }) {
    return el("li", {},
      el("b", {}, t("service.material_name", { material })),
      el("span", { title: `SHA-256 ${sha256}` }, [t("service.pages", { pages }), device, operator, timeOf(captured_at)].join(" · ")),
      el("span", { class: "pages" }, ...Array.from({ length: pages }, (_, place) =>
        el("button", { type: "button", onclick: () => this.#take(one, material, place + 1) }, t("service.page", { page: place + 1 })))));
  }

  #take(one, material, page) {
    return this.#attempt(async () => {
      const blob = await this.#api.file(`/applications/${encodeURIComponent(one.id)}/pages`, { material, page });
      save(blob, `${one.id}-${material}-${page}.${ENDINGS[blob.type] ?? "bin"}`);
    });
  }

  async #attempt(act) {
    try {
      await act();
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      this.#tell([problem.title, problem.hint].filter(Boolean).join(" · "), "stop");
    }
  }
}

function part(name, rows, none) {
  return el("section", { class: name }, el("h3", {}, t(`service.${name}`)),
    rows.length > 0 ? el("ul", {}, ...rows) : el("p", { class: "none" }, none));
}

function sessionRow({ window, peer, state, begun_at, ended_at, outcome }) {
  const span = ended_at ? `${timeOf(begun_at)}–${timeOf(ended_at)}` : timeOf(begun_at);
  return el("li", {}, el("b", {}, t("service.with", { window, peer })),
    el("span", {}, [span, outcome ? t(`service.${outcome}`) : wordFor(`service.${state}`, state)].join(" · ")));
}
