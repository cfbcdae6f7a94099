/** The views of the page: which states each shows, and for whom it is. */

/** @type {{id: string, states?: string[], powers?: string[], posts?: string[], search?: boolean}[]} */
export const VIEWS = [
  {
    id: "counter", powers: ["RECEIVE", "ACCEPT"], posts: ["comprehensive_acceptance", "front_office", "assistance_agency"],
    states: ["SUBMITTED", "INVITED", "RECEIVED", "SUPPLEMENT_PENDING", "SUPPLEMENT_CHECK", "FORWARDING", "ORIGINALS_PENDING"],
  },
  {
    id: "review", powers: ["REVIEW", "ORGANISE"], posts: ["back_office"],
    states: ["PRE_REVIEW", "PRE_REVIEW_DEFECTS", "ACCEPTED", "LOWER_REVIEW", "UNDER_REVIEW", "SPECIAL_PROCEDURE"],
  },
  { id: "decision", powers: ["APPROVE_DECISION", "REVIEW"], posts: ["chief_representative", "approval_section"], states: ["PENDING_DECISION"] },
  {
    id: "result", powers: ["DELIVER_RESULT", "MAKE_CERTIFICATE"], posts: ["result_issue"],
    states: ["GRANTED", "REFUSED", "RESULT_READY", "AWAITING_COLLECTION", "UNCOLLECTED", "IN_TRANSIT", "DELIVERED", "COMPLETED_ON_SPOT"],
  },
  { id: "verify", powers: ["VERIFY_NON_RECEIPT"], posts: ["hall_supervisor"], states: ["RETURNED", "NOT_ACCEPTED"] },
  { id: "search", search: true },
];

/** What can be searched for. */
export const STATES = [...VIEWS.flatMap(({ states }) => states ?? []), "AUTO_CLOSED", "ARCHIVED", "WITHDRAWN", "REVOKED"];
