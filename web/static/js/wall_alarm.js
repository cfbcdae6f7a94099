/** An emergency takes the whole wall, in both languages, as large as there is room for. */

import { byId, el, fill, hall, lang, nameOf } from "./page.js";
import { notices } from "./wall_side.js";

/** The newest of them; more would be too small to read. */
const MOST = 3;
const SMALLEST_PX = 8;

/** What is fitted into what room; it is measured again only when one of them changes. */
let fitted = "";

/** @param {?Object} wall the WallView; null while nothing is known */
export function drawAlarm(wall) {
  const urgent = notices(wall).filter(({ priority }) => priority === "EMERGENCY").slice(0, MOST);
  document.body.classList.toggle("emergency", urgent.length > 0);
  byId("alarm").hidden = urgent.length === 0;
  fill(byId("alarm-texts"), urgent, () => urgent.flatMap(paragraphs));
  const key = JSON.stringify([urgent, innerWidth, innerHeight]);
  if (urgent.length > 0 && key !== fitted) {
    fitted = key;
    fit(byId("alarm-texts"));
  }
}

/** Where, and what to do: first in the language of the wall. */
function paragraphs({ text, text_en: english, zones }) {
  const [first, other] = lang === "en" && english ? [english, text] : [text, english];
  const where = zones.map((zone) => nameOf(hall.zones, zone)).join(lang === "en" ? ", " : "、");
  return [
    where && el("p", { class: "where" }, where),
    el("p", {}, first),
    other && el("p", { class: "other" }, other),
  ].filter(Boolean);
}

/** The largest letters with which nothing is cut off. */
function fit(box) {
  let [small, large] = [SMALLEST_PX, box.clientHeight];
  while (large - small > 1) {
    const size = (small + large) / 2;
    box.style.fontSize = `${size}px`;
    const fits = box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth;
    [small, large] = fits ? [size, large] : [small, size];
  }
  box.style.fontSize = `${small}px`;
}
