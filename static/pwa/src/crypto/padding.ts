/** All but the longest notes fit: what is a multiple of this long tells neither category nor whether there is a note. */
const STEP_BYTES = 1024;
const SPACE = 0x20;

/** So many bytes, rounded up to what everything of about this size has. */
export function padLength(bytes: number): number {
  return Math.ceil(bytes / STEP_BYTES) * STEP_BYTES;
}

/** JSON with spaces after it, which mean nothing: a box is as long as what is in it, and lengths tell too. */
export function padJson(json: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(padLength(json.length)).fill(SPACE);
  padded.set(json);
  return padded;
}
