import type { Position } from "./pulled";

/** Mean radius of the earth (IUGG), metres. */
const EARTH_RADIUS_M = 6_371_008.8;
const toRadians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres from each other along the ground, on a plane that touches the earth between them; within 0.5 % of the ellipsoid in a town. */
export function distanceM(a: Position, b: Position): number {
  const x = toRadians(b[0] - a[0]) * Math.cos(toRadians((a[1] + b[1]) / 2));
  return EARTH_RADIUS_M * Math.hypot(x, toRadians(b[1] - a[1]));
}

/** Whether the point is inside the ring (even-odd rule). */
export function isInRing(point: Position, ring: readonly Position[]): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const a = ring[i];
    const b = ring[j];
    if (a === undefined || b === undefined) continue;
    const crosses = a[1] > point[1] !== b[1] > point[1];
    if (crosses && point[0] < ((b[0] - a[0]) * (point[1] - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
  }
  return inside;
}

interface Reach {
  readonly lon: number;
  readonly lat: number;
  readonly radius_m: number;
  readonly outline: readonly Position[] | null;
}

export function isInside(point: Position, place: Reach): boolean {
  if (place.outline !== null && place.outline.length > 2) return isInRing(point, place.outline);
  return distanceM(point, [place.lon, place.lat]) <= place.radius_m;
}

/** The point that many metres east and north of another. */
export function moveBy(point: Position, eastM: number, northM: number): Position {
  const degrees = 180 / Math.PI / EARTH_RADIUS_M;
  return [point[0] + (eastM * degrees) / Math.cos(toRadians(point[1])), point[1] + northM * degrees];
}

export type Project = (point: Position) => readonly [x: number, y: number];

/** Fits the points into a box of that size with a margin, north up and true to scale. */
export function fitInto(points: readonly Position[], width: number, height: number, margin: number): Project {
  const lons = points.map((point) => point[0]);
  const lats = points.map((point) => point[1]);
  const west = Math.min(...lons);
  const east = Math.max(...lons);
  const south = Math.min(...lats);
  const north = Math.max(...lats);
  const shrink = Math.cos(toRadians((south + north) / 2));
  const spanX = Math.max((east - west) * shrink, 1e-4);
  const spanY = Math.max(north - south, 1e-4);
  const scale = Math.min((width - 2 * margin) / spanX, (height - 2 * margin) / spanY);
  const left = (width - spanX * scale) / 2;
  const top = (height - spanY * scale) / 2;
  return ([lon, lat]) => [left + (lon - west) * shrink * scale, top + (north - lat) * scale];
}
