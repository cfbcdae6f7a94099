/** How an application stands, for whoever has its number and check code (a phone's page). */

import { Api, Problem } from "./api.js";
import { dayOf, timeOf } from "./format.js";
import { byId, el, say, t } from "./page.js";
import { askRating } from "./rating.js";

/** What a state comes to for the applicant; in all others there is nothing to do but wait. */
const SAYS = {
  PRE_REVIEW_DEFECTS: "bring", SUPPLEMENT_PENDING: "bring", INVITED: "come", ORIGINALS_PENDING: "come",
  RESULT_READY: "wait", AWAITING_COLLECTION: "collect", UNCOLLECTED: "collect", IN_TRANSIT: "sent",
  DELIVERED: "done", COMPLETED_ON_SPOT: "done", ARCHIVED: "done", WITHDRAWN: "done",
  RETURNED: "closed", NOT_ACCEPTED: "closed", AUTO_CLOSED: "closed", REVOKED: "closed",
};
const WAITS_FOR_THE_HALL = new Set(["wait"]);

const api = new Api();

async function look(number, code) {
  say(byId("problem"), "");
  try {
    const path = `/filings/${encodeURIComponent(number)}/${encodeURIComponent(code)}`;
    const { progress } = await api.get(path);
    const { documents } = await api.get(`${path}/documents`);
    show(progress, documents, path);
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    say(byId("problem"), error.words);
  }
}

function show(progress, documents, path) {
  const says = SAYS[progress.state] ?? "wait";
  const due = progress.due_at && dayOf(new Date(Date.parse(progress.due_at) - 1));
  byId("ask").hidden = true;
  byId("answer").hidden = false;
  byId("answer").replaceChildren(...[
    el("p", { class: "state" }, t(`application.${progress.state}`)),
    el("p", { class: `says ${says}` }, t(`progress.says_${says}`)),
    el("p", {}, progress.item_name),
    el("p", { class: "num" }, progress.application),
    el("p", {}, [progress.received_at && t("progress.received", { time: `${dayOf(new Date(progress.received_at))} ${timeOf(progress.received_at)}` }), progress.delivery && t(`progress.${progress.delivery}`)].filter(Boolean).join(" · ")),
    due && WAITS_FOR_THE_HALL.has(says) && el("p", {}, t("progress.due", { time: due })),
    progress.wanted.length > 0 && el("div", { class: "wanted" }, el("b", {}, t("progress.wanted")),
      el("ol", {}, ...progress.wanted.map(({ name, note }) => el("li", {}, name, note && el("small", {}, ` ${note}`)))), due && el("p", {}, t("progress.wanted_by", { time: due }))),
    documents.length > 0 && el("ul", {}, ...documents.map(({ document, title, number }) => el("li", {},
      el("a", { href: `/api/v1${path}/documents/${encodeURIComponent(document)}`, target: "_blank", rel: "noopener" }, title), el("small", {}, ` ${number}`)))),
    progress.rating?.state === "RATED" && el("p", { class: "says done" }, t("rating.thanks")),
  ].filter(Boolean));
  offerRating(progress);
  byId("again").hidden = false;
}

/** What came without a visit is rated here, once, when it has ended. */
function offerRating({ application, rating }) {
  const open = rating?.state === "OPEN";
  byId("rating").hidden = !open;
  if (open) {
    const until = dayOf(new Date(Date.parse(rating.until) - 1));
    say(byId("rating-hint"), `${t("rating.voluntary")} · ${t("progress.rate_until", { time: until })}`);
    askRating((level, reasons) => rate({ application, code: entered("code"), level, reasons, ...ownWords() }));
  }
}

/** What the applicant has written, if anything. */
function ownWords() {
  const text = byId("rating-text").value.trim();
  return text ? { text } : {};
}

async function rate(said) {
  try {
    await api.press("/ratings", said);
    await look(said.application, said.code);
    byId("answer").scrollIntoView({ block: "start" });
  } catch (error) {
    if (!(error instanceof Problem)) {
      throw error;
    }
    say(byId("rating-trouble"), [error.title, error.hint].filter(Boolean).join(" · "));
  }
}

function entered(name) {
  return byId(name).value.trim().toUpperCase();
}

function again() {
  byId("answer").hidden = true;
  byId("rating").hidden = true;
  byId("again").hidden = true;
  say(byId("rating-trouble"), "");
  byId("ask").hidden = false;
  byId("rating-text").value = "";
  byId("number").value = "";
  byId("code").value = "";
  byId("number").focus();
}

byId("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  void look(byId("number").value.trim(), entered("code"));
});
byId("again").addEventListener("click", again);
// The number may stand in the address that a receipt prints; the code never does.
byId("number").value = new URLSearchParams(location.search).get("number") ?? "";
byId(byId("number").value ? "code" : "number").focus();
