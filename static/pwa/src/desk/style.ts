import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Colours } from "../map/colours";
import { BASE, FONT, LETTERS_PX, layGround } from "../map/style";
import { UNRANKED, collect } from "./scene";
import type { MapData } from "./units";

/** The desk's map: the phone's basemap, and over it the area, squares and the marks of the list. Pure. */

const NAMES_FROM_ZOOM = 13.8;
/** How large a mark without its number is beside one that has it. */
const SMALL = 0.6;

export function makeStyle(archive: string, colours: Colours, data: MapData): StyleSpecification {
  const ours = Object.entries(collect(data)).map(([id, features]) => [
    id,
    { type: "geojson" as const, data: features },
  ]);
  return {
    version: 8,
    sources: { [BASE]: { type: "vector", url: `pmtiles://${archive}` }, ...Object.fromEntries(ours) },
    layers: [...layGround(colours), ...over(colours)],
  };
}

/** Which mark is meant: nothing until somebody points or chooses. */
export const isUnit = (id: string | null): ["==", ["get", "id"], string] => ["==", ["get", "id"], id ?? ""];

const isRanked: ExpressionSpecification = ["<", ["get", "order"], UNRANKED];

function over(c: Colours): LayerSpecification[] {
  return [
    {
      id: "area",
      type: "line",
      source: "area",
      paint: { "line-color": c.control, "line-width": 2, "line-dasharray": [3, 2] },
    },
    {
      id: "squares",
      type: "fill",
      source: "squares",
      paint: {
        "fill-color": ["match", ["get", "verdict"], ["clear_hotspot", "possible"], c.alert, "quiet", c.ok, c.accent],
        "fill-opacity": ["match", ["get", "verdict"], "clear_hotspot", 0.45, "possible", 0.25, 0.1],
      },
    },
    {
      id: "square-edges",
      type: "line",
      source: "squares",
      paint: { "line-color": c.inkSoft, "line-width": 1 },
    },
    {
      id: "chosen",
      type: "circle",
      source: "marks",
      filter: isUnit(null),
      paint: {
        "circle-radius": 21,
        "circle-color": c.surface,
        "circle-opacity": 0.6,
        "circle-stroke-color": c.ink,
        "circle-stroke-width": 4,
      },
    },
    {
      id: "lit",
      type: "circle",
      source: "marks",
      filter: isUnit(null),
      paint: {
        "circle-radius": 18,
        "circle-color": c.surface,
        "circle-opacity": 0.6,
        "circle-stroke-color": c.accent,
        "circle-stroke-width": 4,
      },
    },
    {
      id: "marks",
      type: "symbol",
      source: "marks",
      layout: {
        "icon-image": ["get", "shape"],
        "icon-size": ["case", isRanked, SMALL, 1],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "symbol-sort-key": ["-", 0, ["get", "order"]],
      },
    },
    {
      // The worst get their numbers first; whoever has no room is the small mark until the map is nearer.
      id: "ranks",
      type: "symbol",
      source: "marks",
      filter: isRanked,
      layout: {
        "icon-image": ["get", "picture"],
        "icon-padding": 0,
        "symbol-sort-key": ["get", "order"],
      },
    },
    {
      id: "mark-names",
      type: "symbol",
      source: "marks",
      minzoom: NAMES_FROM_ZOOM,
      layout: {
        "text-field": ["get", "name"],
        "text-font": FONT,
        "text-size": LETTERS_PX - 1,
        "text-max-width": 9,
        "text-variable-anchor": ["top", "bottom", "left", "right"],
        "text-radial-offset": 1.2,
        "text-justify": "auto",
        "symbol-sort-key": ["get", "order"],
      },
      paint: { "text-color": c.ink, "text-halo-color": c.surface, "text-halo-width": 2 },
    },
  ];
}
