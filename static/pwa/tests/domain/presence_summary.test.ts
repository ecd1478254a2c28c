import { expect, test } from "vitest";
import { type Presence, beginPresence } from "../../src/domain/presence";
import { describeCoverage, listRows, summarisePresence } from "../../src/domain/presence_summary";
import { squareAt, toGround } from "../../src/domain/sweref";
import { aPlace } from "./builders";

const HOUR_MS = 3_600_000;
const HOUR = 490_000;
const START = HOUR * HOUR_MS + 600_000;
const END = HOUR * HOUR_MS + 2 * HOUR_MS;
const sums = (seconds: Record<string, number>, change: Partial<Presence> = {}): Presence => ({
  ...beginPresence("patrol", "me"),
  seconds,
  ...change,
});

test("rows are whole seconds, by hour and square; what is under half a second is nothing", () => {
  const presence = sums({ [`6000,68000,${HOUR + 1}`]: 10.4, [`5999,68000,${HOUR}`]: 99.6, [`1,1,${HOUR}`]: 0.4 });
  expect(listRows(presence, START, END)).toEqual([
    [5999, 68000, HOUR, 100],
    [6000, 68000, HOUR + 1, 10],
  ]);
});

test("nothing is sent where there is nothing, or where it was taken away", () => {
  expect(listRows(null, START, END)).toEqual([]);
  expect(listRows(sums({ [`1,1,${HOUR}`]: 60 }, { removed: true }), START, END)).toEqual([]);
});

test("a pass whose end is put back sends nothing from after it", () => {
  const presence = sums({ [`1,1,${HOUR}`]: 1_200, [`2,1,${HOUR}`]: 600, [`1,1,${HOUR + 1}`]: 900 });
  // Ten minutes of the first hour are left of the thirty that were summed up.
  expect(listRows(presence, START, START + 600_000)).toEqual([
    [1, 1, HOUR, 400],
    [2, 1, HOUR, 200],
  ]);
  expect(listRows(presence, START, START)).toEqual([]);
});

test("there are never more rows than the server takes; the shortest go", () => {
  const many = Object.fromEntries(Array.from({ length: 5_100 }, (_, at) => [`${at},1,${HOUR}`, at < 100 ? 0.5 : 0.6]));
  const rows = listRows(sums(many), START, END);
  expect(rows).toHaveLength(5_000);
});

test("squares are told by the place that they touch, the others by their number", () => {
  const station = aPlace();
  const { ix, iy } = squareAt(toGround([station.lon, station.lat]));
  const outlined = aPlace({
    id: "park",
    code: "park",
    outline: [
      [17, 61],
      [17.01, 61],
      [17.01, 61.01],
      [17, 61.01],
    ],
    lon: 17.005,
    lat: 61.005,
  });
  const inPark = squareAt(toGround([17.002, 61.002]));
  const rows = [
    [ix, iy, HOUR, 300],
    [ix, iy, HOUR + 1, 60],
    [inPark.ix, inPark.iy, HOUR, 400],
    [ix + 20, iy, HOUR, 30],
    [ix + 21, iy, HOUR, 31],
  ] as const;
  const found = summarisePresence(rows, [station, outlined, aPlace({ id: "old", retired: true })]);
  expect(found.places.map(({ place, seconds }) => [place.id, seconds])).toEqual([
    ["park", 400],
    ["station", 360],
  ]);
  expect(found).toMatchObject({ seconds: 821, squares: 4, elsewhere: { squares: 2, seconds: 61 } });
});

test("the share of the pass that is covered is said in words and never over the pass", () => {
  const said = (covered_s: number) => describeCoverage(sums({}, { covered_s }), 0, 1_000_000);
  expect([1_200, 950, 940, 600, 500, 340, 0].map((s) => said(s).said)).toEqual([
    "all",
    "all",
    "most",
    "most",
    "half",
    "little",
    "none",
  ]);
  expect(said(1_200).coveredMs).toBe(1_000_000);
  expect(describeCoverage(sums({}, { covered_s: 5 }), 10, 10).said).toBe("none");
});
