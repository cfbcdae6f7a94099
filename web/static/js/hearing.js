/** Sounds of the hall, heard in the browser. One at a time: the next ends the one before. */

/** @type {?AudioContext} */
let context = null;
/** @type {?AudioBufferSourceNode} */
let playing = null;

/**
 * Play a WAV file to its end.
 * @param {Blob} blob
 * @returns {Promise<number>} its length in seconds, told when it begins
 */
export async function hear(blob) {
  context ??= new AudioContext();
  await context.resume();
  const buffer = await context.decodeAudioData(await blob.arrayBuffer());
  hush();
  playing = new AudioBufferSourceNode(context, { buffer });
  playing.connect(context.destination);
  playing.start();
  return buffer.duration;
}

/** Stop what is being heard, if anything. */
export function hush() {
  playing?.stop();
  playing = null;
}
