/** Whether a paper is genuine: asked once by the code on it. A file is compared here and sent nowhere. */

import { Api, Problem } from "./api.js";
import { byId, say, t } from "./page.js";

const FACES = {
  VALID: { tone: "go", mark: "✓" },
  STAMPED: { tone: "go", mark: "✓" },
  UNSEALED: { tone: "wait", mark: "…" },
  REVOKED: { tone: "stop", mark: "✕" },
  UNKNOWN: { tone: "stop", mark: "?" },
  TROUBLE: { tone: "", mark: "…" },
};
const api = new Api();
let known = "";

function judge(state) {
  const { tone, mark } = FACES[state];
  byId("verdict").className = `verdict ${tone}`.trim();
  say(byId("mark"), mark);
  say(byId("says"), t(`document.${state}`));
  say(byId("says-other"), t(`document.${state}_other`));
  say(byId("hint"), t(`document.${state}_hint`));
}

function show({ title, number, item, hall, department, at, applicant, seal, sealed_at, sha256 }) {
  say(byId("kind"), title);
  say(byId("number"), number);
  say(byId("item"), item);
  say(byId("issuer"), [hall, department].filter(Boolean).join(" · "));
  say(byId("at"), dayOf(at));
  say(byId("applicant"), applicant);
  byId("applicant-row").hidden = !applicant;
  say(byId("seal"), [seal, sealed_at && dayOf(sealed_at)].filter(Boolean).join(" · "));
  byId("seal-row").hidden = !seal;
  say(byId("sha256"), sha256);
  byId("facts").hidden = false;
  known = sha256;
  // Browsers count digests only where nobody can listen.
  byId("compare").hidden = !(sha256 && window.isSecureContext);
}

/** The day in the hall's own time, as its answer writes it. */
function dayOf(moment) {
  return moment.slice(0, 10);
}

async function compare(file) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const same = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("") === known;
  byId("compared").className = same ? "go" : "stop";
  say(byId("compared"), t(same ? "document.same" : "document.different"));
}

async function ask() {
  try {
    const { document: found } = await api.get(`/documents/${encodeURIComponent(byId("document").dataset.code)}`);
    judge(found.state);
    show(found);
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    judge(error.code === "DOCUMENT_UNKNOWN" ? "UNKNOWN" : "TROUBLE");
  }
}

byId("file").addEventListener("change", ({ target }) => {
  const [file] = target.files;
  // The same file may be chosen again.
  target.value = "";
  if (file) {
    void compare(file);
  }
});
void ask();
