import type { Fix } from "./position";
import { type Ground, type Square, squareAt, toGround } from "./sweref";

/**
 * Presence as the phone sums it up (HOTSPOTS.md, "Presence"): seconds per 100 m square and hour of one pass. A fix goes
 * in, the sums come out, and the fix is forgotten as soon as the next one has come: there is no track.
 */
export interface Presence {
  readonly patrol_id: string;
  readonly owner: string;
  /** Seconds by "ix,iy,hour", hour = whole hours since 1970-01-01T00:00Z. */
  readonly seconds: Readonly<Record<string, number>>;
  /** Seconds of the pass during which the phone knew where it was, at whatever speed. */
  readonly covered_s: number;
  /** The square that the person is in without having checked in, and for how long it has counted. */
  readonly stay: (Square & { readonly seconds: number }) | null;
  /** The owner took the time away: nothing more is summed up in this pass, and nothing is sent. */
  readonly removed: boolean;
}

/** A longer silence is the phone asleep: no line is drawn through it. */
export const LONGEST_STEP_S = 60;
const WALKING_M_PER_S = 3;
const RUNNING_M_PER_S = 7;
const RUNNING_WEIGHT = 0.5;
const STRIDE_M = 10;
export const LONGEST_STAY_S = 900;
/** A fix that is less sure than a square is wide says nothing about the square. */
export const WORST_ACCURACY_M = 100;
const HOUR_MS = 3_600_000;

export function beginPresence(patrolId: string, owner: string): Presence {
  return { patrol_id: patrolId, owner, seconds: {}, covered_s: 0, stay: null, removed: false };
}

/** Whether the fix is good enough to say in which square the person is. */
export const isSure = (fix: Fix): boolean => fix.accuracy_m <= WORST_ACCURACY_M;

/** How much of the time counts at this speed, in metres a second. */
export function weighSpeed(speed: number): number {
  if (speed <= WALKING_M_PER_S) return 1;
  return speed <= RUNNING_M_PER_S ? RUNNING_WEIGHT : 0;
}

/** The presence with the way from one fix to the next. `visiting`: checked in at a place. */
export function addStep(presence: Presence, from: Fix, to: Fix, visiting: boolean): Presence {
  const lasted_s = (to.at_ms - from.at_ms) / 1000;
  if (presence.removed || !(lasted_s > 0 && lasted_s <= LONGEST_STEP_S)) return presence;
  const start = toGround([from.lon, from.lat]);
  const end = toGround([to.lon, to.lat]);
  const weight = weighSpeed(Math.hypot(end.east - start.east, end.north - start.north) / lasted_s);
  const seconds = { ...presence.seconds };
  let { stay } = presence;
  if (weight > 0) {
    for (const piece of cutIntoPieces(start, end, from.at_ms, to.at_ms)) {
      const square = squareAt(piece.at);
      const counted = piece.seconds * weight;
      const stayed = stay !== null && stay.ix === square.ix && stay.iy === square.iy ? stay.seconds : 0;
      const kept = visiting ? counted : Math.min(counted, LONGEST_STAY_S - stayed);
      stay = visiting ? null : { ...square, seconds: stayed + kept };
      const key = `${square.ix},${square.iy},${piece.hour}`;
      if (kept > 0) seconds[key] = (seconds[key] ?? 0) + kept;
    }
  }
  return { ...presence, seconds, stay, covered_s: presence.covered_s + lasted_s };
}

interface Piece {
  readonly at: Ground;
  readonly hour: number;
  readonly seconds: number;
}

/** The way in pieces of at most 10 m, each within one hour. */
function cutIntoPieces(start: Ground, end: Ground, fromMs: number, toMs: number): Piece[] {
  const along = (share: number): Ground => ({
    east: start.east + (end.east - start.east) * share,
    north: start.north + (end.north - start.north) * share,
  });
  const lengthM = Math.hypot(end.east - start.east, end.north - start.north);
  const nextHour = Math.ceil((fromMs + 1) / HOUR_MS) * HOUR_MS;
  const edges = nextHour < toMs ? [fromMs, nextHour, toMs] : [fromMs, toMs];
  const pieces: Piece[] = [];
  for (let part = 1; part < edges.length; part++) {
    const [left, right] = [edges[part - 1] ?? fromMs, edges[part] ?? toMs];
    const share = (right - left) / (toMs - fromMs);
    const before = (left - fromMs) / (toMs - fromMs);
    const count = Math.max(1, Math.ceil((lengthM * share) / STRIDE_M));
    for (let step = 0; step < count; step++) {
      pieces.push({
        at: along(before + (share * (step + 0.5)) / count),
        hour: Math.floor(left / HOUR_MS),
        seconds: (right - left) / 1000 / count,
      });
    }
  }
  return pieces;
}
