import type { Position } from "./pulled";

/**
 * SWEREF 99 TM (EPSG:3006) by Krueger's series, as Lantmäteriet publishes it ("Gauss Conformal Projection (Transverse
 * Mercator): Krüger's Formulas"), with the ellipsoid GRS 80. WGS 84 and SWEREF 99 are the same to half a metre.
 * Within Sweden it is within a millimetre of PROJ (tests/domain/sweref.test.ts).
 */
const SEMI_MAJOR_M = 6_378_137;
const FLATTENING = 1 / 298.257222101;
const CENTRAL_MERIDIAN_DEG = 15;
const SCALE = 0.9996;
const FALSE_EASTING_M = 500_000;
const CELL_M = 100;

const E2 = FLATTENING * (2 - FLATTENING);
const N = FLATTENING / (2 - FLATTENING);
const RADIUS_M = (SEMI_MAJOR_M / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
/** From geodetic to conformal latitude, by powers of the squared sine. */
const CONFORMAL = [
  E2,
  (5 * E2 ** 2 - E2 ** 3) / 6,
  (104 * E2 ** 3 - 45 * E2 ** 4) / 120,
  (1237 * E2 ** 4) / 1260,
] as const;
/** The series of the projection, by multiples of twice the angle. */
const SERIES = [
  N / 2 - (2 * N ** 2) / 3 + (5 * N ** 3) / 16 + (41 * N ** 4) / 180,
  (13 * N ** 2) / 48 - (3 * N ** 3) / 5 + (557 * N ** 4) / 1440,
  (61 * N ** 3) / 240 - (103 * N ** 4) / 140,
  (49561 * N ** 4) / 161280,
] as const;

const toRadians = (degrees: number) => (degrees * Math.PI) / 180;

/** Metres in the plane. */
export interface Ground {
  readonly east: number;
  readonly north: number;
}

/** Where a position in degrees is on the ground. */
export function toGround([lon, lat]: Position): Ground {
  const phi = toRadians(lat);
  const sin = Math.sin(phi);
  const power = CONFORMAL.reduceRight((sum, factor) => sum * sin ** 2 + factor, 0);
  const conformal = phi - sin * Math.cos(phi) * power;
  const fromMeridian = toRadians(lon - CENTRAL_MERIDIAN_DEG);
  const xi = Math.atan2(Math.tan(conformal), Math.cos(fromMeridian));
  const eta = Math.atanh(Math.cos(conformal) * Math.sin(fromMeridian));
  let north = xi;
  let east = eta;
  for (const [index, factor] of SERIES.entries()) {
    const times = 2 * (index + 1);
    north += factor * Math.sin(times * xi) * Math.cosh(times * eta);
    east += factor * Math.cos(times * xi) * Math.sinh(times * eta);
  }
  return { east: SCALE * RADIUS_M * east + FALSE_EASTING_M, north: SCALE * RADIUS_M * north };
}

/** A square of 100 m: half-open, from an absolute origin (HOTSPOTS.md, Grid and places). */
export interface Square {
  readonly ix: number;
  readonly iy: number;
}

export function squareAt({ east, north }: Ground): Square {
  return { ix: Math.floor(east / CELL_M), iy: Math.floor(north / CELL_M) };
}

/** Metres from the point to the nearest point of the square; 0 inside it. */
export function distanceToSquareM({ east, north }: Ground, { ix, iy }: Square): number {
  const outside = (value: number, index: number) => Math.max(index * CELL_M - value, 0, value - (index + 1) * CELL_M);
  return Math.hypot(outside(east, ix), outside(north, iy));
}

/** The middle of the square. */
export function middleOf({ ix, iy }: Square): Ground {
  return { east: (ix + 0.5) * CELL_M, north: (iy + 0.5) * CELL_M };
}
