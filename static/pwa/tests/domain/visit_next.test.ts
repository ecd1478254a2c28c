import { expect, test } from "vitest";
import type { HotspotRow } from "../../src/domain/pulled";
import { type VisitNextSources, listPlacesToVisit } from "../../src/domain/visit_next";
import { NOW, aLogEntry, aPlace } from "./builders";

const HOUR = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();
const row = (change: Partial<HotspotRow> = {}): HotspotRow => ({
  rank: 1,
  place_id: "station",
  verdict: "as_expected",
  categories: [],
  lastVisitedMs: null,
  visits_7d: 0,
  minutes_7d: 0,
  busiestSlot: null,
  computedMs: NOW - 12 * HOUR,
  ...change,
});
const list = (change: Partial<VisitNextSources>) =>
  listPlacesToVisit({ places: [aPlace()], hotspots: [], log: [], position: null, nowMs: NOW, ...change });
const visit = (startMs: number, minutes: number, change = {}) =>
  aLogEntry({
    kind: "visit",
    payload: { place_id: "station", started_at: iso(startMs), ended_at: iso(startMs + minutes * 60_000) },
    ...change,
  });

test("what is needed most comes first, however it is spelled", () => {
  const places = ["quiet", "clear", "possible"].map((id) => aPlace({ id, name: id }));
  const hotspots = [
    row({ place_id: "quiet", verdict: "quiet" }),
    row({ place_id: "clear", verdict: "clear_hotspot" }),
    row({ place_id: "possible", verdict: "possible" }),
  ];
  expect(list({ places, hotspots }).map((next) => next.place.id)).toEqual(["clear", "possible", "quiet"]);
});

test("the hours in which most happens are told with the place", () => {
  expect(list({ hotspots: [row({ busiestSlot: 29 })] })[0]?.busiestSlot).toBe(29);
  expect(list({})[0]?.busiestSlot).toBeNull();
});

test("of two that are needed alike the nearer comes first", () => {
  const places = [aPlace({ id: "far", lon: 16.2 }), aPlace({ id: "near" })];
  const next = list({ places, position: [16.09712, 61.826855] });
  expect(next.map((candidate) => candidate.place.id)).toEqual(["near", "far"]);
  expect(next[0]?.distance_m).toBeCloseTo(0);
});

test("a place that has had its dose drops out; without a goal it stays", () => {
  const hotspots = [row({ minutes_7d: 45, visits_7d: 3 })];
  expect(list({ hotspots })).toEqual([]);
  expect(list({ hotspots, places: [aPlace({ visits_per_week: 4 })] })).toHaveLength(1);
  expect(list({ hotspots, places: [aPlace({ minutes_per_week: null })] })).toHaveLength(1);
});

test("visits that the server has counted already are not counted twice; later ones are", () => {
  const hotspots = [row({ minutes_7d: 12, visits_7d: 1, lastVisitedMs: NOW - 20 * HOUR })];
  const log = [visit(NOW - 20 * HOUR, 12), visit(NOW - HOUR, 15), visit(NOW - HOUR, 30, { withdrawn: true })];
  expect(list({ hotspots, log })[0]).toMatchObject({ minutes: 27, visits: 2, lastVisitedMs: NOW - HOUR });
});

test("a visit that still waits on the phone counts, though it began before the server last counted", () => {
  const log = [visit(NOW - 20 * HOUR, 12, { state: "saved" }), visit(NOW - 20 * HOUR, 30)];
  expect(list({ hotspots: [row({ minutes_7d: 5, visits_7d: 1 })], log })[0]).toMatchObject({ minutes: 17, visits: 2 });
});

test("a place that was just visited comes after one that was not", () => {
  const places = [aPlace(), aPlace({ id: "coop", name: "Coop" })];
  expect(list({ places, log: [visit(NOW - HOUR, 10)] }).map((next) => next.place.id)).toEqual(["coop", "station"]);
});

test("retired places are not walked to", () => {
  expect(list({ places: [aPlace({ retired: true })] })).toEqual([]);
});
