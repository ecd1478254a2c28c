import { describe, expect, test } from "vitest";
import { boundsOf, collect, pictureOf, shapeOf } from "../../src/desk/scene";
import { isUnit, makeStyle } from "../../src/desk/style";
import { MARKS } from "../../src/desk/marks";
import { type MapData, type Unit, VERDICTS, unitOf } from "../../src/desk/units";
import { type Colours, TOKENS } from "../../src/map/colours";
import { BASE } from "../../src/map/style";

const aUnit = (changes: Partial<Unit> = {}): Unit => ({
  id: "a",
  name: "Station",
  at: [16.09, 61.82],
  rank: 1,
  verdict: "clear_hotspot",
  said: "tydlig hotspot",
  href: "/hotspots/a",
  ring: null,
  ...changes,
});
const data: MapData = {
  outline: [
    [16, 61.8],
    [16.2, 61.8],
    [16.2, 61.9],
    [16, 61.8],
  ],
  units: [
    aUnit(),
    aUnit({ id: "b", rank: null, at: [16.19, 61.89] }),
    aUnit({
      id: "3",
      rank: 2,
      verdict: "quiet",
      at: [16.1, 61.83],
      ring: [
        [16.1, 61.83],
        [16.11, 61.83],
        [16.11, 61.84],
        [16.1, 61.83],
      ],
    }),
  ],
  basemap: null,
};

describe("the list as a picture", () => {
  test("every verdict has a mark of its own, and what the list leaves out is a dot", () => {
    expect(data.units.map(pictureOf)).toEqual(["clear_hotspot:1", "dot", "quiet:2"]);
    for (const verdict of VERDICTS) expect(MARKS).toHaveProperty(verdict);
    expect(new Set(VERDICTS.map((verdict) => MARKS[verdict])).size).toBe(VERDICTS.length);
  });

  test("squares are drawn as they lie, places as marks alone", () => {
    const { area, squares, marks } = collect(data);
    expect(area.features).toHaveLength(1);
    expect(squares.features.map(({ properties }) => properties)).toEqual([{ id: "3", verdict: "quiet" }]);
    expect(marks.features.map(({ properties }) => properties?.id)).toEqual(["a", "b", "3"]);
  });

  test("the view is of what the list shows, else of the whole area", () => {
    expect(boundsOf(data)).toEqual([16.09, 61.82, 16.1, 61.83]);
    expect(boundsOf({ ...data, units: [aUnit({ rank: null })] })).toEqual([16, 61.8, 16.2, 61.9]);
    expect(boundsOf({ outline: null, units: [], basemap: null })).toBeNull();
  });

  test("an address chooses what there is and nothing else", () => {
    expect(unitOf("#unit-a", data.units)).toBe("a");
    expect(unitOf("#unit-", data.units)).toBeNull();
    expect(unitOf("#map", data.units)).toBeNull();
    expect(unitOf("", data.units)).toBeNull();
    expect(unitOf("#%E0%A4%A", data.units)).toBeNull();
  });
});

test("the style reads the basemap's own archive and nothing else from anywhere", () => {
  const colours = Object.fromEntries(Object.keys(TOKENS).map((name) => [name, "rgb(1, 2, 3)"])) as Colours;
  const style = makeStyle("http://localhost/api/v1/basemaps/1", colours, data);
  expect(style.sources[BASE]).toMatchObject({ url: "pmtiles://http://localhost/api/v1/basemaps/1" });
  expect(style).not.toHaveProperty("glyphs");
  expect(style).not.toHaveProperty("sprite");
  const known = Object.keys(style.sources);
  for (const layer of style.layers) if ("source" in layer) expect(known).toContain(layer.source);
  expect(isUnit(null)).toEqual(["==", ["get", "id"], ""]);
});

test("a mark keeps its shape where its number has no room, and the worst choose first", () => {
  expect(data.units.map(shapeOf)).toEqual(["clear_hotspot", "dot", "quiet"]);
  const colours = Object.fromEntries(Object.keys(TOKENS).map((name) => [name, "rgb(1, 2, 3)"])) as Colours;
  const { layers } = makeStyle("http://localhost/1", colours, data);
  const layout = (id: string) => layers.find((layer) => layer.id === id)?.layout;
  expect(layout("marks")).toMatchObject({ "icon-image": ["get", "shape"], "icon-allow-overlap": true });
  expect(layout("ranks")).toMatchObject({ "icon-image": ["get", "picture"], "symbol-sort-key": ["get", "order"] });
  expect(layout("ranks")).not.toHaveProperty("icon-allow-overlap");
});
