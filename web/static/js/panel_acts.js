/**
 * What a clerk can do, as data: for each state of the window its main act, and every act with its key.
 * An act is one or more presses at the window; `may` says whether it makes sense now.
 */

import { t } from "./page.js";

/**
 * @typedef {{window: string, seq: number, state: string, ticket: ?Object, held: Object[], calls: number}} WindowView
 * @typedef {{id: string, key: string, code: string, may: (window: WindowView) => boolean, dialog?: string}} Act
 */

const atWindow = (...states) => (window) => states.includes(window.state);

/** @type {Act[]} */
export const ACTS = [
  { id: "recall", key: "R", code: "KeyR", may: atWindow("CALLING") },
  { id: "no_show", key: "N", code: "KeyN", may: atWindow("CALLING") },
  { id: "hold", key: "H", code: "KeyH", may: atWindow("SERVING") },
  { id: "transfer", key: "T", code: "KeyT", may: atWindow("CALLING", "SERVING"), dialog: "transfer" },
  { id: "complete", key: "E", code: "KeyE", may: atWindow("SERVING") },
  { id: "pause", key: "P", code: "KeyP", may: atWindow("OPEN", "CALLING"), dialog: "pause" },
];

/** @type {Act} */
export const CLOSE = { id: "close", key: "C", code: "KeyC", may: atWindow("OPEN", "PAUSED", "VACANT_POST") };

/** The one act that Space does, by the state of the window. */
export const MAIN = {
  CLOSED: "open",
  VACANT_POST: "open",
  OPEN: "next",
  CALLING: "start",
  SERVING: "complete_next",
  PAUSED: "resume",
  FAULT: "resume",
};

/** Where an act goes; what is not listed goes to the address of its own name. */
const ADDRESS = { no_show: "no-show" };

/**
 * The presses of an act, in order: address below the window, and body without `expected_seq`.
 * @param {string} id
 * @param {{outcome: Object, choice?: Object}} context how the service ended; what a dialog chose
 */
export function pressesOf(id, { outcome, choice = {} }) {
  if (id === "complete") {
    return [["complete", outcome]];
  }
  if (id === "complete_next") {
    return [["complete", outcome], ["next", {}]];
  }
  return [[ADDRESS[id] ?? id, choice]];
}

/** The word on the button. */
export function wordOf(id) {
  return t(`panel.act_${id}`);
}
