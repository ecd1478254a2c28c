import type { Feature, FeatureCollection } from "geojson";
import { moveBy } from "../domain/geometry";
import type { Fix } from "../domain/position";
import type { HotspotRow, Place, Position } from "../domain/pulled";

/** What is drawn over the basemap, as GeoJSON. Pure. */
export interface Scene {
  readonly outline: readonly Position[] | null;
  readonly places: readonly ScenePlace[];
  readonly fix: Pick<Fix, "lon" | "lat" | "accuracy_m"> | null;
  readonly pin: { readonly at: Position; readonly accuracy_m: number } | null;
}

export interface ScenePlace {
  readonly id: string;
  readonly at: Position;
  readonly name: string;
  /** Its number as numberPlaces has it; null: no number. */
  readonly number: number | null;
  readonly mark: Mark;
}

/** Each has a shape of its own: nothing is told by colour alone. */
export type Mark = "place" | "clear_hotspot" | "possible";

export type SceneSource = "area" | "places" | "reach" | "you" | "pin";

const CIRCLE_CORNERS = 48;
/** So many of the first numbers stand also where the whole area is seen, as hotspots' do; the other places are dots there. */
const NUMBERED_FROM_FAR = 4;

export function markOf(verdict: string | null): Mark {
  return verdict === "clear_hotspot" || verdict === "possible" ? verdict : "place";
}

/**
 * Each place's number: its place on the hotspot list, as the desk's map has it, so that two who speak of number 3 mean
 * the same. Where no hotspot list is known it is the place's number in this list.
 */
export function numberPlaces(
  rows: readonly { readonly place: Place }[],
  hotspots: readonly HotspotRow[],
): ReadonlyMap<string, number | null> {
  const ranks = new Map(hotspots.map((row) => [row.place_id, row.rank]));
  return new Map(rows.map(({ place: { id } }, index) => [id, ranks.size === 0 ? index + 1 : (ranks.get(id) ?? null)]));
}

/** The places of the list with their numbers. */
export function listPlaces(rows: readonly { readonly place: Place }[], hotspots: readonly HotspotRow[]): ScenePlace[] {
  const verdicts = new Map(hotspots.map((row) => [row.place_id, row.verdict]));
  const numbers = numberPlaces(rows, hotspots);
  return rows.map(({ place }) => ({
    id: place.id,
    at: [place.lon, place.lat],
    name: place.name,
    number: numbers.get(place.id) ?? null,
    mark: markOf(verdicts.get(place.id) ?? null),
  }));
}

export function collect(scene: Scene): Record<SceneSource, FeatureCollection> {
  const { outline, places, fix, pin } = scene;
  const reaches = [
    ...(fix === null ? [] : [circle([fix.lon, fix.lat], fix.accuracy_m, "you")]),
    ...(pin === null ? [] : [circle(pin.at, pin.accuracy_m, "pin")]),
  ];
  return {
    area: collection(
      outline === null
        ? []
        : [{ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [outline.map(copy)] } }],
    ),
    places: collection(places.map(placeFeature)),
    reach: collection(reaches),
    you: collection(fix === null ? [] : [point([fix.lon, fix.lat])]),
    pin: collection(pin === null ? [] : [point(pin.at)]),
  };
}

function placeFeature(place: ScenePlace): Feature {
  const { id, name, number, mark } = place;
  // Hotspots and the first of the list win where two names want the same room.
  const order = (mark === "place" ? 1_000 : 0) + (number ?? 999);
  const near = number === null ? mark : `${mark}:${number}`;
  const isFirst = number !== null && number <= NUMBERED_FROM_FAR;
  return point(place.at, { id, name, order, near, far: isFirst || mark !== "place" ? near : "dot" });
}

/** How far the position may be off, true to scale. */
function circle(centre: Position, radiusM: number, of: "you" | "pin"): Feature {
  const ring = Array.from({ length: CIRCLE_CORNERS + 1 }, (_, index) => {
    const angle = (index % CIRCLE_CORNERS) * ((2 * Math.PI) / CIRCLE_CORNERS);
    return copy(moveBy(centre, radiusM * Math.cos(angle), radiusM * Math.sin(angle)));
  });
  return { type: "Feature", properties: { of }, geometry: { type: "Polygon", coordinates: [ring] } };
}

const copy = ([lon, lat]: Position): [number, number] => [lon, lat];

const point = (at: Position, properties: Record<string, string | number> = {}): Feature => ({
  type: "Feature",
  properties,
  geometry: { type: "Point", coordinates: copy(at) },
});

const collection = (features: Feature[]): FeatureCollection => ({ type: "FeatureCollection", features });

/** West, south, east, north of what there is to see. */
export function boundsOf({ outline, places, pin }: Scene): [number, number, number, number] | null {
  const points = [...(outline ?? []), ...places.map((place) => place.at), ...(pin === null ? [] : [pin.at])];
  if (points.length === 0) return null;
  const lons = points.map((at) => at[0]);
  const lats = points.map((at) => at[1]);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
