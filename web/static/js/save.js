/** Files out of the page, into the reader's own folder. */

const FORGET_AFTER_MS = 60_000;

/**
 * Let the browser save `blob` as `name`.
 * @param {Blob} blob
 * @param {string} name
 */
export function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), FORGET_AFTER_MS);
}
