/** Reads the event-stream format (HTML standard, chapter 9.2.6) from pieces of text. */

/** @typedef {{id: ?string, type: string, data: string}} Message */

export class EventStreamParser {
  #rest = "";
  #id = null;
  #type = "";
  #data = [];

  /**
   * The messages that `text` completes.
   * @param {string} text
   * @returns {Message[]}
   */
  push(text) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    return lines.map((line) => this.#line(line)).filter((message) => message !== null);
  }

  #line(line) {
    if (line === "") {
      return this.#message();
    }
    const colon = line.indexOf(":");
    const [field, value] = colon < 0 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
    if (field === "data") {
      this.#data.push(value);
    } else if (field === "event") {
      this.#type = value;
    } else if (field === "id") {
      this.#id = value;
    }
    return null;
  }

  #message() {
    const message = this.#data.length > 0
      ? { id: this.#id, type: this.#type || "message", data: this.#data.join("\n") }
      : null;
    this.#type = "";
    this.#data = [];
    return message;
  }
}
