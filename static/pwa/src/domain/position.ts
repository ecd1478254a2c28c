import { distanceM, isInside } from "./geometry";
import type { Area, Place, Position } from "./pulled";

export interface Fix {
  readonly lon: number;
  readonly lat: number;
  readonly accuracy_m: number;
  readonly at_ms: number;
}

/** A position for an entry, and where it comes from. There always is one: GPS never blocks a save. */
export interface ChosenPosition {
  readonly lon: number;
  readonly lat: number;
  readonly accuracy_m: number;
  readonly position_source: "gps" | "pin" | "place";
  readonly place_id: string | null;
  readonly basis: "fix" | "place" | "last_known" | "area" | "pin" | "nothing";
}

/** A fix older than this is no longer where the person is. */
export const FRESH_FIX_MS = 60_000;
/** How fast a person on foot may have left the last known position. */
const WALKING_M_PER_S = 1.5;
const LAST_KNOWN_MAX_MS = 1_800_000;
/** Over this the pin asks to be checked (UX.md). */
export const CHECK_PIN_OVER_M = 50;
const MAX_ACCURACY_M = 100_000;
const NO_AREA_ACCURACY_M = 100_000;

const round = (value: number, decimals: number) => Math.round(value * 10 ** decimals) / 10 ** decimals;

export interface Surroundings {
  readonly fix: Fix | null;
  readonly nowMs: number;
  readonly checkedInAt: Place | null;
  readonly areas: readonly Area[];
  readonly places: readonly Place[];
}

/** The fix; without one the place checked in at; else the last known position; else the middle of the area. */
export function choosePosition({ fix, nowMs, checkedInAt, areas, places }: Surroundings): ChosenPosition {
  const ageMs = fix === null ? Number.POSITIVE_INFINITY : Math.max(0, nowMs - fix.at_ms);
  if (fix !== null && ageMs <= FRESH_FIX_MS) return fromFix(fix, fix.accuracy_m, "fix", checkedInAt, places);
  if (checkedInAt !== null) return atPlace(checkedInAt);
  if (fix !== null && ageMs <= LAST_KNOWN_MAX_MS) {
    return fromFix(fix, fix.accuracy_m + (ageMs / 1000) * WALKING_M_PER_S, "last_known", null, places);
  }
  return inArea(areas[0] ?? null);
}

function fromFix(
  fix: Fix,
  accuracyM: number,
  basis: "fix" | "last_known",
  checkedInAt: Place | null,
  places: readonly Place[],
): ChosenPosition {
  const here: Position = [fix.lon, fix.lat];
  const place = checkedInAt ?? findPlaceAround(here, places);
  return {
    lon: round(fix.lon, 6),
    lat: round(fix.lat, 6),
    accuracy_m: round(Math.min(accuracyM, MAX_ACCURACY_M), 1),
    position_source: "gps",
    place_id: place?.id ?? null,
    basis,
  };
}

export function atPlace(place: Place): ChosenPosition {
  const accuracy_m = Math.max(place.radius_m, place.accuracy_m);
  return { lon: place.lon, lat: place.lat, accuracy_m, position_source: "place", place_id: place.id, basis: "place" };
}

/** The accuracy reaches the edge of the area: such an entry counts nowhere until somebody moves its pin. */
function inArea(area: Area | null): ChosenPosition {
  const centre: Position = area?.centre ?? [0, 0];
  const reach = Math.max(0, ...(area?.outline ?? []).map((point) => distanceM(centre, point)));
  return {
    lon: centre[0],
    lat: centre[1],
    accuracy_m: Math.round(area === null ? NO_AREA_ACCURACY_M : Math.max(reach, 1_000)),
    position_source: "place",
    place_id: null,
    basis: area === null ? "nothing" : "area",
  };
}

/** The smallest place around the point. */
export function findPlaceAround(point: Position, places: readonly Place[]): Place | null {
  const around = places.filter((place) => !place.retired && isInside(point, place));
  return around.sort((a, b) => a.radius_m - b.radius_m)[0] ?? null;
}

/** Nearest first; without a position by name. */
export function sortByDistance(
  places: readonly Place[],
  from: Position | null,
): { place: Place; distance_m: number | null }[] {
  const current = places.filter((place) => !place.retired);
  if (from === null) return current.map((place) => ({ place, distance_m: null }));
  return current
    .map((place) => ({ place, distance_m: distanceM(from, [place.lon, place.lat]) }))
    .sort((a, b) => a.distance_m - b.distance_m);
}
