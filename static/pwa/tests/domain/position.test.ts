import { describe, expect, test } from "vitest";
import { distanceM, fitInto, isInRing, isInside, moveBy } from "../../src/domain/geometry";
import { choosePosition, findPlaceAround, sortByDistance } from "../../src/domain/position";
import type { Area, Position } from "../../src/domain/pulled";
import { NOW, aPlace } from "./builders";

const AREA: Area = {
  id: "area",
  code: "ljusdal-tatort",
  name: "Ljusdals tätort",
  timezone: "Europe/Stockholm",
  outline: [
    [16.06, 61.82],
    [16.12, 61.82],
    [16.12, 61.84],
    [16.06, 61.84],
  ],
  centre: [16.09, 61.83],
  basemap: null,
};
const station = aPlace();
const fix = (change = {}) => ({ lon: station.lon, lat: station.lat, accuracy_m: 12.34, at_ms: NOW - 5_000, ...change });
const choose = (change = {}) =>
  choosePosition({ fix: null, nowMs: NOW, checkedInAt: null, areas: [AREA], places: [station], ...change });

describe("the position of an entry", () => {
  test("is a fresh fix, at the place around it", () => {
    expect(choose({ fix: fix() })).toEqual({
      lon: 16.09712,
      lat: 61.826855,
      accuracy_m: 12.3,
      position_source: "gps",
      place_id: "station",
      basis: "fix",
    });
  });

  test("without a fresh fix it is the place checked in at", () => {
    const away = aPlace({ id: "coop", lon: 16.09223, lat: 61.82914 });
    expect(choose({ fix: fix({ at_ms: NOW - 120_000 }), checkedInAt: away })).toMatchObject({
      position_source: "place",
      place_id: "coop",
      accuracy_m: 60,
      basis: "place",
    });
  });

  test("else the last known, as uncertain as a walk since then makes it", () => {
    expect(choose({ fix: fix({ accuracy_m: 10, at_ms: NOW - 600_000 }) })).toMatchObject({
      position_source: "gps",
      accuracy_m: 910,
      basis: "last_known",
    });
  });

  test("else the middle of the area, with an accuracy that reaches its edge", () => {
    const chosen = choose({ fix: fix({ at_ms: NOW - 7_200_000 }) });
    expect(chosen).toMatchObject({ position_source: "place", place_id: null, basis: "area", lon: 16.09, lat: 61.83 });
    expect(chosen.accuracy_m).toBeGreaterThan(1_800);
  });

  test("there always is one, also on a phone that has pulled nothing", () => {
    expect(choose({ areas: [], places: [] })).toMatchObject({ basis: "nothing", accuracy_m: 100_000 });
  });
});

describe("places", () => {
  test("the smallest one around the point, never a retired one", () => {
    const wide = aPlace({ id: "wide", radius_m: 500 });
    const here: Position = [station.lon, station.lat];
    expect(findPlaceAround(here, [wide, station])?.id).toBe("station");
    expect(findPlaceAround(here, [{ ...station, retired: true }])).toBeNull();
    expect(findPlaceAround([16.2, 61.9], [wide, station])).toBeNull();
  });

  test("nearest first; without a position all the same", () => {
    const far = aPlace({ id: "far", lon: 16.2 });
    expect(sortByDistance([far, station], [station.lon, station.lat]).map((row) => row.place.id)).toEqual([
      "station",
      "far",
    ]);
    expect(sortByDistance([far, station], null).map((row) => row.distance_m)).toEqual([null, null]);
  });

  test("an outline counts before the radius", () => {
    const square: Position[] = [
      [16, 61],
      [17, 61],
      [17, 62],
      [16, 62],
    ];
    expect(isInside([16.9, 61.9], aPlace({ outline: square }))).toBe(true);
    expect(isInside([15.9, 61.9], aPlace({ outline: square }))).toBe(false);
    expect(isInRing([16.5, 61.5], square)).toBe(true);
  });
});

describe("geometry", () => {
  test("distances agree with the geodesic within half a per cent", () => {
    // pyproj: Geod(ellps="GRS80").inv(...) gives 362.27 m and 3342.38 m.
    expect(distanceM([16.09712, 61.826855], [16.09223, 61.82914]) / 362.27).toBeCloseTo(1, 2);
    expect(distanceM([16.06278, 61.83505], [16.12254, 61.82499]) / 3342.38).toBeCloseTo(1, 2);
    expect(distanceM([16, 61], [16, 62])).toBeCloseTo(111_195, -2);
  });

  test("moving by metres moves by these metres", () => {
    const from: Position = [16.09712, 61.826855];
    expect(distanceM(from, moveBy(from, 30, 40))).toBeCloseTo(50, 3);
  });

  test("a sketch has north up, keeps its margin and its shape", () => {
    const project = fitInto(
      [
        [16, 61],
        [16.1, 61],
        [16.1, 61.05],
        [16, 61.05],
      ],
      360,
      300,
      10,
    );
    const [west, south] = project([16, 61]);
    const [east, north] = project([16.1, 61.05]);
    expect(north).toBeLessThan(south);
    expect(Math.min(west, north)).toBeGreaterThanOrEqual(10);
    expect(Math.max(east, 0)).toBeLessThanOrEqual(350);
    expect((east - west) / (south - north)).toBeCloseTo((0.1 * Math.cos((61.025 * Math.PI) / 180)) / 0.05, 2);
  });

  test("a single point is drawn in the middle", () => {
    expect(fitInto([[16, 61]], 100, 100, 10)([16, 61]).every(Number.isFinite)).toBe(true);
  });
});
