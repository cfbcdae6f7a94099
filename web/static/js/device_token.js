/** The token by which a page is a device of the hall: given once in the address, then kept by this browser. */

/**
 * `/pad#token=…` is opened once, at set-up; the token then stays with this browser and leaves the address.
 * @param {string} key where it is kept
 * @returns {?string} the token, if there is one
 */
export function deviceToken(key) {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    localStorage.setItem(key, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return localStorage.getItem(key);
}

/** @returns {Object<string, string>} the header of a request with `token` */
export function bearer(token) {
  return token ? { Authorization: `Bearer ${token}` } : {};
}
