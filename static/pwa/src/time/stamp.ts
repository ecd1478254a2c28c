/** Times on the wire: the phone's wall clock with its own UTC offset (RFC 3339), kept as sent. */

const pad = (value: number, width = 2) => String(value).padStart(width, "0");

/** `offsetMin` is minutes east of UTC (Sweden: 60 in winter, 120 in summer). */
export function formatStamp(wallMs: number, offsetMin: number): string {
  const local = new Date(wallMs + offsetMin * 60_000);
  const sign = offsetMin < 0 ? "-" : "+";
  const offset = Math.abs(offsetMin);
  return `${local.toISOString().slice(0, -1)}${sign}${pad(Math.floor(offset / 60))}:${pad(offset % 60)}`;
}

/** The offset that this phone has at that moment, in minutes east of UTC. */
export function readOffsetMin(wallMs: number): number {
  return -new Date(wallMs).getTimezoneOffset();
}

/** A stamp of this phone for that moment. */
export function stampOf(wallMs: number): string {
  return formatStamp(wallMs, readOffsetMin(wallMs));
}

/** Milliseconds since 1970, or null where the text is no time. */
export function parseStamp(text: unknown): number | null {
  if (typeof text !== "string") return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

/** The value of an `<input type="datetime-local">` for that moment, in the phone's own zone. */
export function toLocalInput(wallMs: number): string {
  return formatStamp(wallMs, readOffsetMin(wallMs)).slice(0, 16);
}

/** The moment that a person entered in an `<input type="datetime-local">`; null where it is empty or no time. */
export function fromLocalInput(value: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(value)) return null;
  const ms = new Date(value).getTime();
  return Number.isNaN(ms) ? null : ms;
}

/** The later of two stamps: a clock that was set back must not end something before it began. */
export function laterOf(started: unknown, ended: string): string {
  const startedMs = parseStamp(started);
  return startedMs !== null && startedMs > (parseStamp(ended) ?? 0) ? String(started) : ended;
}
