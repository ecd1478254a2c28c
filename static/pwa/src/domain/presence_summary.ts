import { isInRing } from "./geometry";
import type { Presence } from "./presence";
import type { Place, Position } from "./pulled";
import { type Ground, type Square, distanceToSquareM, middleOf, toGround } from "./sweref";

/** `[ix, iy, hour, seconds]`, as the patrol carries it to the server. */
export type PresenceRow = readonly [ix: number, iy: number, hour: number, seconds: number];

const HOUR_S = 3_600;
/** What the server takes at most (app/patrols/schemas.py). */
const MAX_ROWS = 5_000;

/**
 * What is sent, in whole seconds: nothing after the end that was chosen, and never more in an hour than the pass was
 * long in it (somebody who forgot to end it puts the end back).
 */
export function listRows(presence: Presence | null, startedMs: number, endedMs: number): PresenceRow[] {
  if (presence === null || presence.removed) return [];
  const rows = Object.entries(presence.seconds).map(([key, seconds]) => [...key.split(",").map(Number), seconds]);
  const inHour = new Map<number, number>();
  for (const [, , hour = 0, seconds = 0] of rows) inHour.set(hour, (inHour.get(hour) ?? 0) + seconds);
  return rows
    .map(([ix = 0, iy = 0, hour = 0, seconds = 0]): PresenceRow => {
      const from = Math.max(startedMs / 1000, hour * HOUR_S);
      const room = Math.max(0, Math.min(endedMs / 1000, (hour + 1) * HOUR_S) - from);
      const share = Math.min(1, room / (inHour.get(hour) ?? 1));
      return [ix, iy, hour, Math.min(HOUR_S, Math.round(seconds * share))];
    })
    .filter((row) => row[3] > 0)
    .sort((a, b) => b[3] - a[3])
    .slice(0, MAX_ROWS)
    .sort((a, b) => a[2] - b[2] || a[0] - b[0] || a[1] - b[1]);
}

export interface PresenceSummary {
  readonly seconds: number;
  /** Most time first. */
  readonly places: readonly { readonly place: Place; readonly seconds: number }[];
  /** Squares that touch no place. */
  readonly elsewhere: { readonly squares: number; readonly seconds: number };
  readonly squares: number;
}

/** What is sent, by the names that its owner knows. */
export function summarisePresence(rows: readonly PresenceRow[], places: readonly Place[]): PresenceSummary {
  const sites = places.filter((place) => !place.retired).map(siteOf);
  const bySquare = new Map<string, Square & { seconds: number }>();
  for (const [ix, iy, , seconds] of rows) {
    const key = `${ix},${iy}`;
    bySquare.set(key, { ix, iy, seconds: seconds + (bySquare.get(key)?.seconds ?? 0) });
  }
  const byPlace = new Map<Place, number>();
  const elsewhere = { squares: 0, seconds: 0 };
  for (const square of bySquare.values()) {
    const place = findPlaceOf(square, sites);
    if (place !== null) byPlace.set(place, (byPlace.get(place) ?? 0) + square.seconds);
    else {
      elsewhere.squares += 1;
      elsewhere.seconds += square.seconds;
    }
  }
  return {
    seconds: rows.reduce((sum, row) => sum + row[3], 0),
    places: [...byPlace].map(([place, seconds]) => ({ place, seconds })).sort((a, b) => b.seconds - a.seconds),
    elsewhere,
    squares: bySquare.size,
  };
}

interface Site {
  readonly place: Place;
  readonly centre: Ground;
  readonly ring: readonly Position[] | null;
}

function siteOf(place: Place): Site {
  const onGround = (point: Position): Position => {
    const { east, north } = toGround(point);
    return [east, north];
  };
  const ring = place.outline !== null && place.outline.length > 2 ? place.outline.map(onGround) : null;
  return { place, centre: toGround([place.lon, place.lat]), ring };
}

/** The nearest place that the square touches: by its circle, or by its outline where the square's middle is inside. */
function findPlaceOf(square: Square, sites: readonly Site[]): Place | null {
  const middle = middleOf(square);
  const touching = sites.flatMap((site) => {
    const away = distanceToSquareM(site.centre, square);
    const inside = site.ring !== null && isInRing([middle.east, middle.north], site.ring);
    const nearEnough = site.ring === null ? away <= site.place.radius_m : away === 0;
    return inside || nearEnough ? [{ place: site.place, away }] : [];
  });
  return touching.sort((a, b) => a.away - b.away)[0]?.place ?? null;
}

export type Coverage = "all" | "most" | "half" | "little" | "none";

/** How much of the pass the phone was awake for, as a word and in minutes. */
export function describeCoverage(presence: Presence, startedMs: number, endedMs: number) {
  const lasted_s = Math.max(0, (endedMs - startedMs) / 1000);
  const covered_s = Math.min(presence.covered_s, lasted_s);
  const share = lasted_s > 0 ? covered_s / lasted_s : 0;
  const words: readonly (readonly [number, Coverage])[] = [
    [0.95, "all"],
    [0.6, "most"],
    [0.35, "half"],
  ];
  const said = words.find(([least]) => share >= least)?.[1] ?? (covered_s > 0 ? "little" : "none");
  return { said, coveredMs: covered_s * 1000, lastedMs: lasted_s * 1000 } as const;
}
