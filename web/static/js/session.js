/** Who works here: signing in and out, and the token that goes with every press. */

import { Api, Problem } from "./api.js";
import { byId, hasSession, say, t } from "./page.js";

/** @typedef {{csrf: string, user: string, person: string, name: string, window: ?string}} Person */

export class Session {
  /** @type {?Person} */
  #person = null;
  api = new Api(() => (this.#person ? { "X-CSRF-Token": this.#person.csrf } : {}));

  /** @returns {?Person} */
  get person() {
    return this.#person;
  }

  /** Take up the session that this browser already has, if any. */
  async resume() {
    this.#person = hasSession ? await this.api.get("/session").catch(() => null) : null;
  }

  async signIn(user, password, window) {
    this.#person = await this.api.plain("/session", { user, password, ...(window && { window }) });
  }

  async signOut() {
    await this.api.delete("/session").catch(() => undefined);
    this.forget();
  }

  /** The server does not know this session any more. */
  forget() {
    this.#person = null;
  }
}

/**
 * Show the sign-in form; resolves when somebody has signed in.
 * @param {Session} session
 * @param {string} [notice]
 * @returns {Promise<void>}
 */
export function askToSignIn(session, notice = "") {
  const form = byId("login");
  const problem = byId("login-problem");
  form.hidden = false;
  say(problem, notice);
  byId("user").focus();
  return new Promise((resolve) => {
    form.onsubmit = async (event) => {
      event.preventDefault();
      const submit = form.querySelector("button");
      submit.disabled = true;
      try {
        await session.signIn(byId("user").value.trim(), byId("password").value, byId("login-window")?.value);
        form.hidden = true;
        resolve();
      } catch (error) {
        say(problem, words(error));
      } finally {
        byId("password").value = "";
        submit.disabled = false;
      }
    };
  });
}

function words(error) {
  if (!(error instanceof Problem)) {
    throw error;
  }
  return error.status === 401
    ? `${t("login.failed")}\n${t("login.failed_hint")}`
    : [error.title, error.hint].filter(Boolean).join("\n");
}
