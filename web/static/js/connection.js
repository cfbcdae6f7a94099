/** The quiet sign of the connection. */

import { timeOf } from "./format.js";
import { say, t } from "./page.js";

/**
 * Show how live the picture is.
 * @param {HTMLElement} node
 * @param {import("./picture.js").Picture} picture
 */
export function showConnection(node, picture) {
  node.dataset.state = picture.connection;
  say(node, t(`common.${picture.connection}`, { time: timeOf(picture.goodAt) }));
}

/** The same in two words, for a screen where nobody can do anything about it. */
export function showConnectionBriefly(node, picture) {
  node.dataset.state = picture.connection;
  say(node, t(picture.connection === "lost" ? "common.lost_short" : `common.${picture.connection}`));
}
