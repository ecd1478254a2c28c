import { describe, expect, test } from "vitest";
import { distanceM } from "../src/domain/geometry";
import type { HotspotRow, Position } from "../src/domain/pulled";
import { type Scene, boundsOf, collect, listPlaces, markOf, numberPlaces } from "../src/map/scene";
import { BASE, makeStyle } from "../src/map/style";
import { type Colours, TOKENS } from "../src/map/colours";
import { aPlace } from "./domain/builders";

const outline: Position[] = [
  [16.06, 61.81],
  [16.13, 61.81],
  [16.13, 61.85],
  [16.06, 61.81],
];
const scene: Scene = {
  outline,
  places: [
    { id: "a", at: [16.1, 61.82], name: "Älvvallen", number: 1, mark: "place" },
    { id: "b", at: [16.11, 61.83], name: "Coop", number: 9, mark: "possible" },
    { id: "c", at: [16.12, 61.84], name: "Kyrkan", number: 10, mark: "place" },
  ],
  fix: { lon: 16.09, lat: 61.83, accuracy_m: 30 },
  pin: null,
};

const hotspot: HotspotRow = {
  rank: 1,
  place_id: "x",
  verdict: "quiet",
  categories: [],
  lastVisitedMs: null,
  visits_7d: 0,
  minutes_7d: 0,
  busiestSlot: null,
  computedMs: 0,
};

describe("what is drawn over the map", () => {
  test("each verdict that matters has a mark of its own, every other place a circle", () => {
    expect(["clear_hotspot", "possible", "quiet", null].map(markOf)).toEqual([
      "clear_hotspot",
      "possible",
      "place",
      "place",
    ]);
  });

  test("hotspots and the first numbers keep their numbers from afar", () => {
    const drawn = collect(scene).places.features.map(({ properties }) => [properties?.near, properties?.far]);
    expect(drawn).toEqual([
      ["place:1", "place:1"],
      ["possible:9", "possible:9"],
      ["place:10", "dot"],
    ]);
  });

  test("places have their numbers on the hotspot list, as on the desk's map, whatever is nearest", () => {
    const rows = ["x", "y", "z"].map((id) => ({ place: aPlace({ id }) }));
    const ranked = [
      { ...hotspot, place_id: "y", rank: 1, verdict: "clear_hotspot" },
      { ...hotspot, place_id: "x", rank: 7, verdict: "quiet" },
    ];
    expect(listPlaces(rows, ranked).map(({ id, number }) => [id, number])).toEqual([
      ["x", 7],
      ["y", 1],
      ["z", null],
    ]);
    expect(numberPlaces(rows, ranked).get("y")).toBe(1);
  });

  test("where no hotspot list is known, places have the numbers of this list", () => {
    const rows = [{ place: aPlace({ id: "x" }) }, { place: aPlace({ id: "y" }) }];
    expect(listPlaces(rows, []).map(({ id, number }) => [id, number])).toEqual([
      ["x", 1],
      ["y", 2],
    ]);
  });

  test("the circle of accuracy is true to scale and closed", () => {
    const [reach] = collect(scene).reach.features;
    if (reach?.geometry.type !== "Polygon") throw new Error("no polygon");
    const ring = reach.geometry.coordinates[0] as unknown as Position[];
    expect(ring[0]).toEqual(ring.at(-1));
    for (const corner of ring) expect(distanceM([16.09, 61.83], corner)).toBeCloseTo(30, 1);
  });

  test("without a position or an outline nothing is drawn for them", () => {
    const bare = collect({ outline: null, places: [], fix: null, pin: null });
    expect(Object.values(bare).flatMap(({ features }) => features)).toEqual([]);
    expect(boundsOf({ outline: null, places: [], fix: null, pin: null })).toBeNull();
  });

  test("the whole is the area with all its places and the pin", () => {
    const pin = { at: [16.2, 61.7] as Position, accuracy_m: 10 };
    expect(boundsOf({ ...scene, pin })).toEqual([16.06, 61.7, 16.2, 61.85]);
  });
});

describe("the style", () => {
  const colours = Object.fromEntries(Object.keys(TOKENS).map((name) => [name, "rgb(1, 2, 3)"])) as Colours;
  const style = makeStyle("file", colours, scene);

  test("asks for nothing over the network: no glyphs, no sprite, no address but the kept file", () => {
    expect(style.glyphs).toBeUndefined();
    expect(style.sprite).toBeUndefined();
    expect(style.sources[BASE]).toEqual({ type: "vector", url: "pmtiles://file" });
    expect(JSON.stringify(style)).not.toMatch(/https?:/);
  });

  test("reads the layers that the page about basemaps names, and no others", () => {
    const read = style.layers.flatMap((layer) => ("source-layer" in layer ? [layer["source-layer"]] : []));
    expect([...new Set(read)].sort()).toEqual([
      "building",
      "landcover",
      "landuse",
      "place",
      "transportation",
      "transportation_name",
      "water",
      "waterway",
    ]);
  });

  test("has every source that its layers name, and each layer once", () => {
    const ids = style.layers.map((layer) => layer.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const layer of style.layers) if ("source" in layer) expect(style.sources).toHaveProperty([layer.source]);
  });
});
