/** Calls to `/api/v1`. Every press has its own key, so that repeating a lost request acts once. */

import { lang, t } from "./page.js";

const TRIES = 3;
const BETWEEN_TRIES_MS = 700;
const TIMEOUT_MS = 10_000;
/** Footage is large. */
const FILE_PATIENCE_MS = 600_000;

/** A refusal in words (RFC 9457). `code` is stable; `title` and `hint` are for the reader. */
export class Problem extends Error {
  constructor({ status = 0, code = "UNEXPECTED", title, hint, offer, errors = [] }) {
    super(title ?? t("common.unexpected"));
    this.status = status;
    this.code = code;
    this.title = this.message;
    this.hint = hint ?? "";
    /** What the hall offers instead, by name. */
    this.offer = offer ?? {};
    /** @type {{path: string, message: string}[]} what is wrong in the body, and where */
    this.errors = errors;
  }

  /** Both in one line. */
  get words() {
    return [this.title, this.hint].filter(Boolean).join(" · ");
  }
}

export class Api {
  #headers;

  /** @param {() => Object<string, string>} headers credentials for a request that changes something */
  constructor(headers = () => ({})) {
    this.#headers = headers;
  }

  get(path, patience_ms = TIMEOUT_MS) {
    return request(path, { method: "GET", headers: this.#headers(), patience_ms });
  }

  delete(path) {
    return request(path, { method: "DELETE", headers: this.#headers() });
  }

  /** POST without a key: a session. */
  plain(path, body) {
    return request(path, { method: "POST", headers: this.#headers(), body });
  }

  /** A file that the hall gives to whoever may see it; the request itself stands in its access log. */
  file(path, body) {
    const headers = { ...this.#headers(), "Idempotency-Key": newKey() };
    return request(path, { method: "POST", headers, body, patience_ms: FILE_PATIENCE_MS, read: (response) => response.blob() });
  }

  /** POST that is tried again with the same key when no answer came. */
  async press(path, body = {}) {
    const headers = { ...this.#headers(), "Idempotency-Key": newKey() };
    for (let left = TRIES - 1; ; left -= 1) {
      try {
        return await request(path, { method: "POST", headers, body });
      } catch (problem) {
        if (problem.code !== "OFFLINE" || left === 0) {
          throw problem;
        }
        await new Promise((resolve) => { setTimeout(resolve, BETWEEN_TRIES_MS); });
      }
    }
  }
}

/** 128 random bits; `crypto.randomUUID` exists on HTTPS and loopback only, a hall's own network is often neither. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function asJson(response) {
  return response.json().catch(() => null);
}

async function request(path, { method, headers, body, patience_ms = TIMEOUT_MS, read = asJson }) {
  let response;
  let reply;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: {
        Accept: "application/json",
        "Accept-Language": lang,
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout(patience_ms),
    });
    reply = response.status === 204 ? null : await (response.ok ? read : asJson)(response);
  } catch {
    throw new Problem({ code: "OFFLINE", title: t("common.offline"), hint: t("common.offline_hint") });
  }
  if (response.ok) {
    return reply;
  }
  if (response.status === 429) {
    throw new Problem({ status: 429, code: "BUSY", title: t("common.busy") });
  }
  throw new Problem({ status: response.status, ...reply });
}
