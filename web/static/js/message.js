/** The line of a staff page that says what came of something, and goes away by itself. */

import { Problem } from "./api.js";
import { byId, say, t } from "./page.js";

const STAYS_MS = 8000;
let timer = null;

/** What came of something; `tone` is the class of its colour. */
export function tell(text, tone = "go") {
  clearTimeout(timer);
  say(byId("message"), text);
  byId("message").className = `message ${tone}`;
  timer = setTimeout(() => say(byId("message"), ""), STAYS_MS);
}

/**
 * Do it, and tell why the hall did not.
 * @param {() => Promise<*>} act
 * @param {(notice: string) => *} signIn for whom the hall does not know any more
 */
export async function attempt(act, signIn) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    if (error.status === 401) {
      await signIn(t("login.signed_out"));
      return;
    }
    tell(error.words, "stop");
  }
}
