/** The views of the page: what waits for whoever looks, then by state, each for who holds one of the powers. */

/** @type {{id: string, states?: string[], powers?: string[], inbox?: boolean, search?: boolean}[]} */
export const VIEWS = [
  { id: "inbox", inbox: true },
  {
    id: "counter", powers: ["RECEIVE", "ACCEPT"],
    states: ["SUBMITTED", "INVITED", "RECEIVED", "SUPPLEMENT_PENDING", "SUPPLEMENT_CHECK", "FORWARDING", "ORIGINALS_PENDING"],
  },
  {
    id: "review", powers: ["REVIEW", "ORGANISE"],
    states: ["PRE_REVIEW", "PRE_REVIEW_DEFECTS", "ACCEPTED", "LOWER_REVIEW", "UNDER_REVIEW", "SPECIAL_PROCEDURE"],
  },
  { id: "decision", powers: ["APPROVE_DECISION", "REVIEW"], states: ["PENDING_DECISION"] },
  {
    id: "result", powers: ["DELIVER_RESULT", "MAKE_CERTIFICATE"],
    states: ["GRANTED", "REFUSED", "RESULT_READY", "AWAITING_COLLECTION", "UNCOLLECTED", "IN_TRANSIT", "DELIVERED", "COMPLETED_ON_SPOT"],
  },
  { id: "verify", powers: ["VERIFY_NON_RECEIPT"], states: ["RETURNED", "NOT_ACCEPTED"] },
  { id: "search", search: true },
];

/** What can be searched for. */
export const STATES = [...VIEWS.flatMap(({ states }) => states ?? []), "AUTO_CLOSED", "ARCHIVED", "WITHDRAWN", "REVOKED"];
