/**
 * A desk of the staff: chapters that are lists, as data. What a chapter reads, how a row looks and what can be done with
 * it stands in its table; the hall decides who may, and what somebody cannot use is not offered.
 */

import { Problem } from "./api.js";
import { ask } from "./asking.js";
import { showConnection } from "./connection.js";
import { attempt, tell } from "./message.js";
import { byId, el, fill, fillList, say, t, wordFor } from "./page.js";
import { Picture } from "./picture.js";
import { askToSignIn, Session } from "./session.js";

const ANEW_AFTER_MS = 200;

/**
 * @typedef {{rows: Object[], before?: ?number, more?: Object}} Found `before`: what the next page is asked for with;
 *   `more`: what else was read and faces, acts and heads need
 * @typedef {{title: string, more: string, note?: string, state: string, tone: string, links?: {href: string, text: string}[]}} Face
 * @typedef {{id: string, what?: string, fields?: import("./asking.js").Field[], look?: (api: Object) => Promise<string>,
 *   send: (api: Object, values: Object) => Promise<?string>}} Act without fields it is done at once. `look`: what has to be known
 *   before; `send` may give words for what came of it
 * @typedef {{id: string, topics: string[], may?: (person: Object) => boolean, find?: string,
 *   read: (api: Object, asked: {person: Object, text: string, before: ?number}) => Promise<Found>,
 *   fits?: (row: Object, text: string, more: Object) => boolean, key: (row: Object) => string,
 *   face: (row: Object, more: Object, person: Object) => Face,
 *   heads?: (person: Object, more: Object, picked: Object[]) => Act[], acts?: (row: Object, more: Object, person: Object) => Act[],
 *   picks?: (row: Object) => boolean}} Chapter
 *   `find`: the word of its search. `picks`: whether a row may be picked, where several are done at once
 */

export class Desk {
  #name;
  #all;
  #session = new Session();
  #picture = new Picture(() => this.#draw(), (type) => this.#heard(type));
  /** @type {Chapter[]} what this person is offered */
  #chapters = [];
  /** @type {?Chapter} */
  #chapter = null;
  /** @type {?Found} null until it is read */
  #found = null;
  /** Why nothing can be read. */
  #refused = "";
  #text = "";
  /** @type {Set<string>} keys of the rows that are picked */
  #picked = new Set();
  #asking = false;
  #following = false;
  #anew = null;

  /** @param {string} name the section of its words @param {Chapter[]} chapters */
  constructor(name, chapters) {
    this.#name = name;
    this.#all = chapters;
  }

  /** Bind the page, and work for as long as it lives. */
  async start() {
    byId("search").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#text = byId("text").value.trim();
      void this.#refresh();
    });
    byId("text").addEventListener("input", () => {
      const text = byId("text").value.trim();
      if (this.#chapter?.fits) {
        this.#text = text;
        this.#draw();
      } else if (text === "" && this.#text !== "") {
        byId("search").requestSubmit();
      }
    });
    byId("more").addEventListener("click", () => void this.#more());
    byId("logout").addEventListener("click", async () => {
      await this.#session.signOut();
      location.reload();
    });
    document.addEventListener("keydown", (event) => this.#pressed(event));
    await this.#session.resume();
    await this.#work();
  }

  // --- drawing ----------------------------------------------------------------------------------------------

  #draw() {
    if (this.#picture.connection === "denied") {
      void this.#work(t("login.signed_out"));
      return;
    }
    const { person } = this.#session;
    if (!person) {
      return;
    }
    showConnection(byId("connection"), this.#picture);
    byId("denied").hidden = this.#chapters.length > 0;
    byId("chapter").hidden = this.#chapters.length === 0;
    if (!this.#chapter) {
      return;
    }
    const chapter = this.#chapter;
    const [rows, more] = [this.#rows(), this.#found?.more ?? {}];
    fill(byId("tabs"), [this.#chapters.map(({ id }) => id), chapter.id], () => this.#chapters.map((each, place) => this.#tab(each, place)));
    say(byId("lead"), this.#word(`${chapter.id}_lead`));
    byId("search").hidden = !chapter.find;
    say(byId("find"), chapter.find ? this.#word(chapter.find) : "");
    const picked = rows.filter((row) => this.#picked.has(chapter.key(row)));
    const heads = this.#found ? chapter.heads?.(person, more, picked) ?? [] : [];
    fill(byId("heads"), [chapter.id, heads, picked.map(chapter.key)], () => heads.map((act) => this.#button(act, this.#word(act.id))));
    fillList(byId("rows"), rows, { key: chapter.key, content: (row) => [chapter.id, chapter.face(row, more, person), chapter.acts?.(row, more, person), this.#picked.has(chapter.key(row))], make: (row) => this.#row(row, more, person) });
    byId("more").hidden = !this.#found?.before;
    byId("none").hidden = this.#found === null ? this.#refused === "" : rows.length > 0;
    say(byId("none"), this.#refused || this.#word(this.#text && chapter.find ? "not_found" : `${chapter.id}_none`));
  }

  #rows() {
    const { fits } = this.#chapter;
    const rows = this.#found?.rows ?? [];
    return fits && this.#text ? rows.filter((row) => fits(row, this.#text.toLowerCase(), this.#found.more ?? {})) : rows;
  }

  #tab(each, place) {
    return el("button", { type: "button", role: "tab", "aria-selected": String(each === this.#chapter), "aria-controls": "chapter", "data-chapter": each.id, onclick: () => this.#open(each) },
      this.#word(each.id), el("kbd", {}, place + 1));
  }

  #row(row, more, person) {
    const { title, more: beside, note, state, tone, links = [] } = this.#chapter.face(row, more, person);
    return el("li", { class: tone || null },
      el("span", { class: "face" }, this.#pick(row, title), el("small", {}, beside), note && el("small", { class: "note" }, note)),
      el("span", { class: "state" }, state),
      el("span", { class: "buttons" },
        ...links.map(({ href, text }) => el("a", { href, target: href.endsWith(".pdf") || href.startsWith("/api/") ? "_blank" : null, rel: "noopener" }, text)),
        ...(this.#chapter.acts?.(row, more, person) ?? []).map((act) => this.#button(act, title))));
  }

  /** The title, with a box before it where several rows are done at once. */
  #pick(row, title) {
    const { picks, key } = this.#chapter;
    if (!picks?.(row)) {
      return el("b", {}, title);
    }
    const box = el("input", { type: "checkbox", checked: this.#picked.has(key(row)), onchange: ({ target }) => {
      this.#picked[target.checked ? "add" : "delete"](key(row));
      this.#draw();
    } });
    return el("label", { class: "pick" }, box, el("b", {}, title));
  }

  #button(act, about) {
    return el("button", { type: "button", "data-act": act.id, onclick: () => void this.#carryOut(act, about) }, this.#word(act.id) + (act.fields ? "…" : ""));
  }

  #word(key) {
    return wordFor(`${this.#name}.${key}`, wordFor(`desk.${key}`, key));
  }

  // --- acting and reading -------------------------------------------------------------------------------------

  async #carryOut(act, about) {
    await this.#attempt(async () => {
      const { api } = this.#session;
      const what = act.look ? await act.look(api) : act.what ?? this.#word(`${act.id}_what`);
      const done = act.fields
        ? await ask({ title: about, what, go: this.#word("confirm"), fields: act.fields, send: (values) => act.send(api, values) })
        : { done: await act.send(api, {}) };
      if (done) {
        this.#picked.clear();
        tell(typeof done.done === "string" ? done.done : this.#word("done"));
      }
    });
    await this.#refresh();
  }

  #open(each) {
    this.#chapter = each;
    this.#found = null;
    this.#refused = "";
    this.#text = "";
    this.#picked.clear();
    byId("text").value = "";
    say(byId("message"), "");
    this.#draw();
    void this.#refresh();
  }

  #heard(type) {
    if (type === "snapshot" || this.#chapter?.topics.includes(type.split(".")[0])) {
      this.#anew ??= setTimeout(() => {
        this.#anew = null;
        void this.#refresh();
      }, ANEW_AFTER_MS);
    }
  }

  async #refresh() {
    const asked = this.#chapter;
    if (!this.#session.person || !asked) {
      return;
    }
    await this.#attempt(async () => {
      const found = await this.#read(asked, null);
      if (asked === this.#chapter) {
        this.#found = found;
        this.#refused = "";
      }
    });
    this.#draw();
  }

  async #more() {
    const asked = this.#chapter;
    await this.#attempt(async () => {
      const found = await this.#read(asked, this.#found.before);
      this.#found = { ...found, rows: [...this.#found.rows, ...found.rows] };
    });
    this.#draw();
  }

  #read(chapter, before) {
    return chapter.read(this.#session.api, { person: this.#session.person, text: this.#text, before });
  }

  #attempt(act) {
    return attempt(async () => {
      try {
        await act();
      } catch (error) {
        // Where nothing could be read, the reason stays in the place of the rows.
        this.#refused = error instanceof Problem && this.#found === null ? error.words : "";
        throw error;
      }
    }, (notice) => this.#work(notice));
  }

  #pressed(event) {
    const place = /^Digit([1-9])$/.exec(event.code)?.[1];
    const writing = event.target instanceof Element && event.target.closest("input:not([type=checkbox]), select, textarea, dialog, form");
    const chosen = place && this.#chapters[place - 1];
    if (chosen && !writing && !event.ctrlKey && !event.altKey && !event.metaKey && !byId("desk").hidden) {
      event.preventDefault();
      this.#open(chosen);
    }
  }

  // --- signing in ---------------------------------------------------------------------------------------------

  async #work(notice = "") {
    if (this.#asking) {
      return;
    }
    this.#asking = true;
    byId("desk").hidden = true;
    if (notice) {
      this.#session.forget();
    }
    if (!this.#session.person) {
      await askToSignIn(this.#session, notice);
    }
    this.#asking = false;
    byId("desk").hidden = false;
    const { person } = this.#session;
    say(byId("person"), [t(`post.${person.post}`), person.name, person.window && t("common.window", { window: person.window })].filter(Boolean).join(" · "));
    this.#chapters = this.#all.filter(({ may }) => may?.(person) ?? true);
    this.#chapter = this.#chapters[0] ?? null;
    if (!this.#following || notice) {
      this.#following = true;
      this.#picture.follow([...new Set(this.#all.flatMap(({ topics }) => topics))]);
    }
    await this.#refresh();
    this.#draw();
  }
}
