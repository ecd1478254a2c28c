import type { ExpressionSpecification, FilterSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Colours } from "./colours";
import { type Scene, collect } from "./scene";

/** The map's style: the OpenMapTiles layers of docs/basemap.md, and over them what is ours. Pure. */

export const BASE = "basemap";
/** No glyphs are fetched: the browser's own fonts draw the letters, with all that Swedish has. */
export const FONT = ["sans-serif"];
/** Letters at least as large as those of the app, which is read at arm's length. */
export const LETTERS_PX = 16;
/** From here on every place has its number and its name. */
const NEAR_ZOOM = 14.2;

const isClass = (...classes: string[]): FilterSpecification => ["in", ["get", "class"], ["literal", classes]];
const grow = (...stops: number[]): ExpressionSpecification =>
  ["interpolate", ["exponential", 1.5], ["zoom"], ...stops] as unknown as ExpressionSpecification;

export function makeStyle(archive: string, colours: Colours, scene: Scene): StyleSpecification {
  const ours = Object.entries(collect(scene)).map(([id, data]) => [id, { type: "geojson" as const, data }]);
  return {
    version: 8,
    sources: { [BASE]: { type: "vector", url: `pmtiles://${archive}` }, ...Object.fromEntries(ours) },
    layers: [...layGround(colours), ...over(colours)],
  };
}

/** The basemap itself, under whatever is drawn over it. */
export function layGround(colours: Colours): LayerSpecification[] {
  return [
    { id: "ground", type: "background", paint: { "background-color": colours.paper } },
    ...ground(colours),
    ...streets(colours),
    ...names(colours),
  ];
}

function base(layer: string) {
  return { source: BASE, "source-layer": layer } as const;
}

function ground(c: Colours): LayerSpecification[] {
  return [
    {
      id: "green",
      type: "fill",
      ...base("landcover"),
      filter: isClass("wood", "forest", "grass"),
      paint: { "fill-color": c.wood, "fill-opacity": 0.7 },
    },
    {
      id: "built",
      type: "fill",
      ...base("landuse"),
      filter: isClass("residential", "commercial", "industrial", "retail", "school", "hospital"),
      paint: { "fill-color": c.sunken },
    },
    { id: "water", type: "fill", ...base("water"), paint: { "fill-color": c.water } },
    {
      id: "stream",
      type: "line",
      ...base("waterway"),
      paint: { "line-color": c.water, "line-width": grow(10, 1, 16, 5) },
    },
    { id: "building", type: "fill", ...base("building"), minzoom: 15, paint: { "fill-color": c.line } },
  ];
}

function streets(c: Colours): LayerSpecification[] {
  const round = { "line-cap": "round", "line-join": "round" } as const;
  const large = isClass("motorway", "trunk", "primary", "secondary", "tertiary");
  const small = isClass("minor", "service", "street", "street_limited", "pedestrian");
  const rail = isClass("rail");
  const road = base("transportation");
  const casing = { "line-color": c.control };
  const inside = { "line-color": c.surface };
  return [
    {
      id: "path",
      type: "line",
      ...road,
      filter: isClass("path", "track"),
      minzoom: 14,
      paint: { "line-color": c.control, "line-width": 1, "line-dasharray": [2, 2] },
    },
    {
      id: "small-edge",
      type: "line",
      ...road,
      filter: small,
      layout: round,
      paint: { ...casing, "line-width": grow(12, 1.2, 18, 14) },
    },
    {
      id: "large-edge",
      type: "line",
      ...road,
      filter: large,
      layout: round,
      paint: { ...casing, "line-width": grow(8, 1.5, 14, 6, 18, 24) },
    },
    {
      id: "small",
      type: "line",
      ...road,
      filter: small,
      layout: round,
      paint: { ...inside, "line-width": grow(12, 0.2, 18, 12) },
    },
    {
      id: "large",
      type: "line",
      ...road,
      filter: large,
      layout: round,
      paint: { ...inside, "line-width": grow(8, 0.5, 14, 4, 18, 21) },
    },
    { id: "rail", type: "line", ...road, filter: rail, paint: { "line-color": c.inkSoft, "line-width": 3 } },
    {
      id: "rail-ties",
      type: "line",
      ...road,
      filter: rail,
      paint: { "line-color": c.paper, "line-width": 1.5, "line-dasharray": [4, 4] },
    },
  ];
}

function names(c: Colours): LayerSpecification[] {
  const halo = { "text-halo-color": c.paper, "text-halo-width": 2 };
  const along = {
    "symbol-placement": "line",
    "text-field": ["get", "name"] as ExpressionSpecification,
    "text-font": FONT,
    "text-size": LETTERS_PX - 2,
  } as const;
  const upright = {
    "text-field": ["get", "name"] as ExpressionSpecification,
    "text-font": FONT,
    "text-letter-spacing": 0.05,
  };
  return [
    {
      id: "water-name",
      type: "symbol",
      ...base("waterway"),
      filter: ["has", "name"],
      layout: along,
      paint: { ...halo, "text-color": c.waterName, "text-halo-color": c.water },
    },
    {
      id: "street-name",
      type: "symbol",
      ...base("transportation_name"),
      filter: ["has", "name"],
      minzoom: 13,
      layout: along,
      paint: { ...halo, "text-color": c.inkSoft },
    },
    {
      id: "town-name",
      type: "symbol",
      ...base("place"),
      // Who sees its streets knows which town it is.
      maxzoom: 12.5,
      filter: isClass("city", "town"),
      layout: { ...upright, "text-size": LETTERS_PX + 4 },
      paint: { ...halo, "text-color": c.ink },
    },
    {
      id: "place-name",
      type: "symbol",
      ...base("place"),
      filter: isClass("village", "hamlet", "suburb"),
      layout: { ...upright, "text-size": LETTERS_PX },
      paint: { ...halo, "text-color": c.inkSoft },
    },
  ];
}

/** Our own: the area, how far positions reach, the places by their marks, the person, the pin. */
function over(c: Colours): LayerSpecification[] {
  const isMine: ExpressionSpecification = ["==", ["get", "of"], "you"];
  return [
    {
      id: "area",
      type: "line",
      source: "area",
      paint: { "line-color": c.control, "line-width": 2, "line-dasharray": [3, 2] },
    },
    {
      id: "reach",
      type: "fill",
      source: "reach",
      paint: { "fill-color": ["case", isMine, c.accent, c.alert], "fill-opacity": 0.18 },
    },
    {
      id: "reach-edge",
      type: "line",
      source: "reach",
      paint: { "line-color": ["case", isMine, c.accent, c.alert], "line-width": 2 },
    },
    {
      id: "places",
      type: "symbol",
      source: "places",
      layout: {
        "icon-image": ["step", ["zoom"], ["get", "far"], NEAR_ZOOM, ["get", "near"]],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["-", 0, ["get", "order"]],
      },
    },
    {
      id: "place-labels",
      type: "symbol",
      source: "places",
      minzoom: NEAR_ZOOM,
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": LETTERS_PX - 1,
        "text-max-width": 9,
        "text-variable-anchor": ["top", "bottom", "left", "right"],
        "text-radial-offset": 1.1,
        "text-justify": "auto",
        "symbol-sort-key": ["get", "order"],
      },
      paint: { "text-color": c.ink, "text-halo-color": c.surface, "text-halo-width": 2 },
    },
    {
      id: "you",
      type: "circle",
      source: "you",
      paint: {
        "circle-radius": 8,
        "circle-color": c.accent,
        "circle-stroke-color": c.surface,
        "circle-stroke-width": 3,
      },
    },
    {
      id: "pin",
      type: "symbol",
      source: "pin",
      layout: {
        "icon-image": "pin",
        "icon-anchor": "bottom",
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
      },
    },
  ];
}
