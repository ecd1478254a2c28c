import { describe, expect, test } from "vitest";
import {
  type Basemap,
  type BasemapFailure,
  FETCHED_UNASKED_BYTES,
  fetchesUnasked,
  isAbout,
  percentOf,
  readBasemap,
} from "../../src/domain/basemap";
import { readPulled } from "../../src/domain/pulled";

const SHA = "ab".repeat(32);
const map: Basemap = {
  sha256: SHA,
  bytes: 12_322,
  attribution: "Egen skiss",
  min_zoom: 10,
  max_zoom: 14,
  sketch: true,
};
const large = { ...map, bytes: FETCHED_UNASKED_BYTES + 1 };

describe("what a pulled area says of its basemap", () => {
  test("is read whole", () => {
    expect(readBasemap({ ...map, from_the_future: 1 })).toEqual(map);
  });

  test.each([
    null,
    undefined,
    "x",
    {},
    { ...map, sha256: "../../etc" },
    { ...map, sha256: SHA.toUpperCase() },
    { ...map, bytes: -1 },
    { ...map, bytes: "12" },
    { ...map, max_zoom: 1.5 },
  ])("is no basemap where it can't be read: %j", (data) => {
    expect(readBasemap(data)).toBeNull();
  });

  test("is missing in what an older server sent", () => {
    const data = { code: "a", name: "A", timezone: "Europe/Stockholm", outline: null, centre: [16, 61] };
    const change = { seq: 1, kind: "area", record_id: "a", version: 1, deleted: false, data };
    expect(readPulled([change])?.areas[0]?.basemap).toBeNull();
  });
});

describe("fetching without being asked", () => {
  test("happens for a small map, with a network", () => {
    expect(fetchesUnasked({ phase: "offered", basemap: map }, true)).toBe(true);
    expect(fetchesUnasked({ phase: "offered", basemap: map }, false)).toBe(false);
    expect(fetchesUnasked({ phase: "offered", basemap: large }, true)).toBe(false);
    expect(fetchesUnasked({ phase: "ready", basemap: map }, true)).toBe(false);
  });

  test.each<[BasemapFailure, boolean]>([
    ["unreachable", true],
    ["cut_off", true],
    ["signed_out", true],
    ["wrong_hash", false],
    ["gone", false],
    ["storage_full", false],
    ["unreadable", false],
    ["other", false],
  ])("after %s: %s", (why, again) => {
    expect(fetchesUnasked({ phase: "failed", basemap: map, why }, true)).toBe(again);
    expect(fetchesUnasked({ phase: "failed", basemap: large, why }, true)).toBe(false);
  });
});

test("a state is about the same bytes, whatever else is said of them", () => {
  expect(isAbout({ phase: "ready", basemap: map }, { ...map, attribution: "Annan" })).toBe(true);
  expect(isAbout({ phase: "ready", basemap: map }, { ...map, sha256: "cd".repeat(32) })).toBe(false);
  expect(isAbout({ phase: "ready", basemap: map }, null)).toBe(false);
  expect(isAbout({ phase: "none" }, null)).toBe(true);
});

test("progress is whole steps and never over 100", () => {
  expect(percentOf({ phase: "fetching", basemap: map, received: 6_200 })).toBe(50);
  expect(percentOf({ phase: "fetching", basemap: map, received: 99_999 })).toBe(100);
  expect(percentOf({ phase: "fetching", basemap: { ...map, bytes: 0 }, received: 0 })).toBe(0);
});
