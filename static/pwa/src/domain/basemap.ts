/** The area's basemap: what is known of the file, and where fetching it stands. Pure. */

export interface Basemap {
  readonly sha256: string;
  readonly bytes: number;
  readonly attribution: string;
  readonly min_zoom: number;
  readonly max_zoom: number;
  /** Drawn by hand in rough lines, which the map then says. */
  readonly sketch: boolean;
}

/**
 * Why there is no map: no answer, an answer that ended too soon, other bytes than were promised, not on the server (any
 * more), nobody signed in, no room, a file that can't be drawn, or something that nobody has thought of.
 */
export type BasemapFailure =
  | "unreachable"
  | "cut_off"
  | "wrong_hash"
  | "gone"
  | "signed_out"
  | "storage_full"
  | "unreadable"
  | "other";

export type BasemapState =
  | { readonly phase: "none" }
  | { readonly phase: "looking"; readonly basemap: Basemap }
  | { readonly phase: "offered"; readonly basemap: Basemap }
  | { readonly phase: "fetching"; readonly basemap: Basemap; readonly received: number }
  | { readonly phase: "ready"; readonly basemap: Basemap }
  | { readonly phase: "failed"; readonly basemap: Basemap; readonly why: BasemapFailure };

export const NO_BASEMAP: BasemapState = { phase: "none" };

/** Up to this the map is fetched without being asked for: about what one photograph costs. */
export const FETCHED_UNASKED_BYTES = 5_000_000;
/** What the network did is tried again by itself; the rest would only cost data again. */
const PASSING: readonly BasemapFailure[] = ["unreachable", "cut_off", "signed_out"];
const HEX_SHA256 = /^[0-9a-f]{64}$/;

/** The basemap of a pulled area; null where it has none, or one that this version can't read. */
export function readBasemap(data: unknown): Basemap | null {
  if (typeof data !== "object" || data === null) return null;
  const given = data as Record<string, unknown>;
  const counts = [given.bytes, given.min_zoom, given.max_zoom];
  const isWhole = counts.every((count) => typeof count === "number" && Number.isInteger(count) && count >= 0);
  if (!isWhole || typeof given.sha256 !== "string" || !HEX_SHA256.test(given.sha256)) return null;
  return {
    sha256: given.sha256,
    bytes: given.bytes as number,
    attribution: typeof given.attribution === "string" ? given.attribution : "",
    min_zoom: given.min_zoom as number,
    max_zoom: given.max_zoom as number,
    sketch: given.sketch === true,
  };
}

/** Whether to fetch now, with nobody having asked. */
export function fetchesUnasked(state: BasemapState, online: boolean): boolean {
  if (!online) return false;
  if (state.phase === "offered") return state.basemap.bytes <= FETCHED_UNASKED_BYTES;
  return state.phase === "failed" && PASSING.includes(state.why) && state.basemap.bytes <= FETCHED_UNASKED_BYTES;
}

/** Whether the state is about this file: the same bytes, whatever else the server says of them now. */
export function isAbout(state: BasemapState, basemap: Basemap | null): boolean {
  return basemap === null ? state.phase === "none" : state.phase !== "none" && state.basemap.sha256 === basemap.sha256;
}

/** 0 to 100, in whole steps: the progress is read aloud. */
export function percentOf(state: BasemapState): number {
  if (state.phase !== "fetching" || state.basemap.bytes === 0) return 0;
  return Math.min(100, Math.floor((state.received / state.basemap.bytes) * 100));
}
