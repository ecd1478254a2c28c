import type { Feature, FeatureCollection } from "geojson";
import type { Position } from "../domain/pulled";
import type { MapData, Unit } from "./units";

/** The page's units as GeoJSON over the basemap. Pure. */

/** What the list doesn't show comes after all that it does. */
export const UNRANKED = 100_000;

export type Source = "area" | "squares" | "marks";

/** The mark's picture: its verdict and rank, or a dot for what the list doesn't show. */
export function pictureOf({ rank, verdict }: Unit): string {
  return rank === null ? "dot" : `${verdict}:${rank}`;
}

/** The same without its number, for where the numbers of two would lie over each other. */
export function shapeOf({ rank, verdict }: Unit): string {
  return rank === null ? "dot" : verdict;
}

export function collect({ outline, units }: MapData): Record<Source, FeatureCollection> {
  return {
    area: collection(outline === null ? [] : [polygon(outline, {})]),
    squares: collection(
      units.flatMap((unit) => (unit.ring === null ? [] : [polygon(unit.ring, { id: unit.id, verdict: unit.verdict })])),
    ),
    marks: collection(units.map(mark)),
  };
}

function mark(unit: Unit): Feature {
  return {
    type: "Feature",
    // The worst lie on top; what the list doesn't show lies lowest.
    properties: {
      id: unit.id,
      name: unit.name,
      picture: pictureOf(unit),
      shape: shapeOf(unit),
      order: unit.rank ?? UNRANKED,
    },
    geometry: { type: "Point", coordinates: copy(unit.at) },
  };
}

const copy = ([lon, lat]: Position): [number, number] => [lon, lat];

const polygon = (ring: readonly Position[], properties: Record<string, string>): Feature => ({
  type: "Feature",
  properties,
  geometry: { type: "Polygon", coordinates: [ring.map(copy)] },
});

const collection = (features: Feature[]): FeatureCollection => ({ type: "FeatureCollection", features });

/** West, south, east, north of what the list shows; of everything where it shows nothing. */
export function boundsOf({ outline, units }: MapData): [number, number, number, number] | null {
  const shown = units.filter((unit) => unit.rank !== null);
  const points =
    shown.length > 0 ? shown.map((unit) => unit.at) : [...(outline ?? []), ...units.map((unit) => unit.at)];
  if (points.length === 0) return null;
  const lons = points.map((at) => at[0]);
  const lats = points.map((at) => at[1]);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
