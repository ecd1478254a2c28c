import { describe, expect, test } from "vitest";
import type { Fix } from "../../src/domain/position";
import {
  LONGEST_STAY_S,
  type Presence,
  WORST_ACCURACY_M,
  addStep,
  beginPresence,
  isSure,
  weighSpeed,
} from "../../src/domain/presence";
import { moveBy } from "../../src/domain/geometry";
import { squareAt, toGround } from "../../src/domain/sweref";

const HOUR_MS = 3_600_000;
const NOON = 490_000 * HOUR_MS;
/** In the middle of a square, Ljusdal. */
const MIDDLE: readonly [number, number] = [16.0911, 61.8286];

const fixAt = (eastM: number, seconds: number, northM = 0): Fix => {
  const [lon, lat] = moveBy(MIDDLE, eastM, northM);
  return { lon, lat, accuracy_m: 8, at_ms: NOON + seconds * 1000 };
};
const walk = (fixes: readonly Fix[], visiting = false, from = beginPresence("patrol", "me")): Presence =>
  fixes.slice(1).reduce((sums, fix, index) => addStep(sums, fixes[index] as Fix, fix, visiting), from);
const total = ({ seconds }: Presence) => Object.values(seconds).reduce((sum, one) => sum + one, 0);
const keyOf = (fix: Fix) => {
  const { ix, iy } = squareAt(toGround([fix.lon, fix.lat]));
  return `${ix},${iy},${Math.floor(fix.at_ms / HOUR_MS)}`;
};

/** A small generator of its own seed (mulberry32), so that a failure can be told again. */
function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe("a step between two fixes", () => {
  test("counts up to 60 s; a longer silence draws no line", () => {
    expect(total(walk([fixAt(0, 0), fixAt(0, 60)]))).toBeCloseTo(60);
    expect(walk([fixAt(0, 0), fixAt(0, 60.001)]).seconds).toEqual({});
    expect(walk([fixAt(0, 0), fixAt(40, 60.001)]).covered_s).toBe(0);
  });

  test("without any time, or backwards in time, counts nothing", () => {
    expect(walk([fixAt(0, 5), fixAt(0, 5)]).covered_s).toBe(0);
    expect(walk([fixAt(0, 5), fixAt(0, 4)]).covered_s).toBe(0);
  });

  test("counts in full on foot, by half at a run, not at all in a car; the phone was awake all the same", () => {
    // A degree on the sphere of geometry.ts is up to 0.5 % from one on the ellipsoid, so the speeds keep away from the edge.
    expect(total(walk([fixAt(0, 0), fixAt(28, 10)]))).toBeCloseTo(10);
    expect(total(walk([fixAt(0, 0), fixAt(32, 10)]))).toBeCloseTo(5);
    expect(total(walk([fixAt(0, 0), fixAt(68, 10)]))).toBeCloseTo(5);
    const car = walk([fixAt(0, 0), fixAt(72, 10)]);
    expect([total(car), car.covered_s]).toEqual([0, 10]);
    expect([3, 3.001, 7, 7.001].map(weighSpeed)).toEqual([1, 0.5, 0.5, 0]);
  });

  test("is spread over the squares that it crosses", () => {
    const sums = walk([fixAt(0, 0), fixAt(150, 60)]);
    expect(total(sums)).toBeCloseTo(60);
    const east = toGround([fixAt(0, 0).lon, fixAt(0, 0).lat]).east;
    const untilEdge = 100 - (east % 100);
    const first = sums.seconds[keyOf(fixAt(0, 0))] ?? 0;
    // Steps of 10 m at 2.5 m/s are 4 s.
    expect(Math.abs(first - (untilEdge / 150) * 60)).toBeLessThan(4);
    expect(Object.keys(sums.seconds).length).toBeGreaterThan(1);
  });

  test("over the turn of an hour is cut there", () => {
    const before = fixAt(0, 3_600 - 20);
    const after = fixAt(0, 3_600 + 30);
    expect(walk([before, after]).seconds).toEqual({ [keyOf(before)]: 20, [keyOf(after)]: 30 });
    const onTheHour = fixAt(0, 3_600);
    expect(walk([before, onTheHour]).seconds).toEqual({ [keyOf(before)]: 20 });
  });

  test("keeps nothing of where it went but the squares", () => {
    const sums = walk([fixAt(0, 0), fixAt(10, 10)]);
    expect(Object.keys(sums).sort()).toEqual(["covered_s", "owner", "patrol_id", "removed", "seconds", "stay"]);
    expect(JSON.stringify(sums)).not.toMatch(/16\.0|61\.8/);
  });
});

describe("a stay", () => {
  const minutes = (count: number, from = 0) =>
    Array.from({ length: count * 2 + 1 }, (_, step) => fixAt(0, from + step * 30));

  test("outside a visit counts 15 minutes; in a visit all of it", () => {
    expect(total(walk(minutes(40)))).toBeCloseTo(LONGEST_STAY_S);
    expect(total(walk(minutes(40), true))).toBeCloseTo(2_400);
  });

  test("goes on though the phone slept, and ends in another square", () => {
    const slept = [...minutes(15), ...minutes(10, 1_800)];
    expect(total(walk(slept))).toBeCloseTo(LONGEST_STAY_S);
    const left = [...minutes(15), fixAt(120, 960), fixAt(120, 990), fixAt(0, 1_100), ...minutes(10, 1_110)];
    expect(total(walk(left))).toBeGreaterThan(LONGEST_STAY_S + 600);
  });

  test("after a visit begins anew", () => {
    const stayed = walk(minutes(15));
    const visited = walk(minutes(5, 900), true, stayed);
    expect(total(walk(minutes(15, 1_200), false, visited))).toBeCloseTo(900 + 300 + 900);
  });
});

test("time that was taken away stays away", () => {
  const removed = { ...beginPresence("patrol", "me"), removed: true };
  expect(walk([fixAt(0, 0), fixAt(0, 30)], false, removed)).toBe(removed);
});

test("a fix that is less sure than a square is wide is not used", () => {
  expect(isSure({ ...fixAt(0, 0), accuracy_m: WORST_ACCURACY_M })).toBe(true);
  expect(isSure({ ...fixAt(0, 0), accuracy_m: WORST_ACCURACY_M + 1 })).toBe(false);
});

test.each(Array.from({ length: 60 }, (_, seed) => seed))("any walk adds up (seed %i)", (seed) => {
  const chance = chanceOf(seed);
  const fixes: Fix[] = [];
  let [east, north, at] = [0, 0, chance() * 3_600];
  for (let step = 0; step < 80; step++) {
    fixes.push(fixAt(east, at, north));
    const lasts = chance() < 0.1 ? 60 + chance() * 600 : 0.5 + chance() * 59;
    const speed = chance() * 9;
    const towards = chance() * 2 * Math.PI;
    east += speed * lasts * Math.cos(towards);
    north += speed * lasts * Math.sin(towards);
    at += lasts;
  }
  const visited = walk(fixes, true);
  const wanted = fixes.slice(1).reduce((sum, fix, index) => {
    const before = fixes[index] as Fix;
    const lasted = (fix.at_ms - before.at_ms) / 1000;
    const [a, b] = [toGround([before.lon, before.lat]), toGround([fix.lon, fix.lat])];
    const speed = Math.hypot(a.east - b.east, a.north - b.north) / lasted;
    return lasted > 60 ? sum : sum + lasted * (speed <= 3 ? 1 : speed <= 7 ? 0.5 : 0);
  }, 0);
  expect(total(visited)).toBeCloseTo(wanted, 6);
  // Never more in all squares of an hour than the hour has, never more than the phone was awake.
  const hours = new Map<string, number>();
  for (const [key, seconds] of Object.entries(visited.seconds)) {
    const hour = key.split(",")[2] ?? "";
    hours.set(hour, (hours.get(hour) ?? 0) + seconds);
  }
  for (const seconds of hours.values()) expect(seconds).toBeLessThanOrEqual(3_600 + 1e-6);
  expect(total(visited)).toBeLessThanOrEqual(visited.covered_s + 1e-6);
  expect(total(walk(fixes))).toBeLessThanOrEqual(total(visited) + 1e-6);
  // Written down and read again in the middle of the walk, it is the same.
  const half = Math.floor(fixes.length / 2);
  const kept = JSON.parse(JSON.stringify(walk(fixes.slice(0, half + 1)))) as Presence;
  expect(walk(fixes.slice(half), false, kept)).toEqual(walk(fixes));
});
