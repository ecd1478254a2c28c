import { describe, expect, test } from "vitest";
import {
  dayNumberOf,
  formatAccuracy,
  formatClock,
  formatDayClock,
  formatDistance,
  formatSlot,
  formatDuration,
  formatMoment,
} from "../src/time/format";
import { formatStamp, fromLocalInput, parseStamp, toLocalInput } from "../src/time/stamp";

const SWEDEN = "Europe/Stockholm";
const at = (text: string) => Date.parse(text);
const NOW = at("2024-06-15T12:00:00+02:00");

describe("stamps on the wire", () => {
  test("keep the wall clock and its offset, in summer, in winter and west of Greenwich", () => {
    const ms = at("2026-11-23T20:46:55.123Z");
    expect(formatStamp(ms, 60)).toBe("2026-11-23T21:46:55.123+01:00");
    expect(formatStamp(ms, 0)).toBe("2026-11-23T20:46:55.123+00:00");
    expect(formatStamp(ms, -210)).toBe("2026-11-23T17:16:55.123-03:30");
  });

  test("mean the same moment whatever the offset", () => {
    for (const offset of [-720, -210, 0, 60, 120, 345, 840]) expect(parseStamp(formatStamp(NOW, offset))).toBe(NOW);
  });

  test("a time field gives back the minute that it shows", () => {
    expect(fromLocalInput(toLocalInput(NOW))).toBe(NOW);
    expect(fromLocalInput("")).toBeNull();
    expect(fromLocalInput("i går")).toBeNull();
  });

  test("what is no time is null", () => {
    expect([parseStamp("snart"), parseStamp(null), parseStamp(7)]).toEqual([null, null, null]);
  });
});

describe("times on the screen", () => {
  test("dates as fre 14 juni kl. 21.30", () => {
    expect(formatMoment(at("2024-06-14T21:30:00+02:00"), "sv", NOW, SWEDEN)).toBe("fre 14 juni kl. 21.30");
    expect(formatMoment(at("2024-06-14T21:30:00+02:00"), "en", NOW, SWEDEN)).toBe("Fri 14 June at 21:30");
  });

  test("the year is said where it is another", () => {
    expect(formatMoment(at("2023-12-31T23:59:00+01:00"), "sv", NOW, SWEDEN)).toBe("sön 31 december 2023 kl. 23.59");
  });

  test("yesterday is the day before on the calendar, also at midnight and when the clocks change", () => {
    expect(formatDayClock(at("2024-06-14T23:59:00+02:00"), "sv", at("2024-06-15T00:01:00+02:00"), SWEDEN)).toBe(
      "i går 23:59",
    );
    expect(formatDayClock(at("2024-10-26T14:10:00+02:00"), "sv", at("2024-10-27T14:00:00+01:00"), SWEDEN)).toBe(
      "i går 14:10",
    );
    expect(formatDayClock(at("2024-03-30T14:10:00+01:00"), "en", at("2024-03-31T14:00:00+02:00"), SWEDEN)).toBe(
      "yesterday 14:10",
    );
    expect(formatDayClock(at("2024-06-16T08:00:00+02:00"), "sv", NOW, SWEDEN)).toBe("i morgon 08:00");
  });

  test("midnight is 00:00, and local days are told apart", () => {
    expect(formatClock(at("2024-06-14T22:00:00Z"), SWEDEN)).toBe("00:00");
    expect(dayNumberOf(at("2024-06-14T22:00:00Z"), SWEDEN) - dayNumberOf(at("2024-06-14T21:59:00Z"), SWEDEN)).toBe(1);
  });

  test("durations and distances", () => {
    expect([0, 59_999, 720_000, 4_320_000, -5].map((ms) => formatDuration(ms, "sv"))).toEqual([
      "0 min",
      "0 min",
      "12 min",
      "1 tim 12 min",
      "0 min",
    ]);
    expect([3, 42, 118, 996, 1_240, 12_345].map((m) => formatDistance(m, "sv"))).toEqual([
      "5 m",
      "40 m",
      "120 m",
      "1,0 km",
      "1,2 km",
      "12 km",
    ]);
    expect(formatDistance(1_240, "en")).toBe("1.2 km");
    expect([11.6, 0.2, 2_500].map((m) => formatAccuracy(m, "sv"))).toEqual(["±12 m", "±1 m", "±2,5 km"]);
  });
});

test("a part of the week is said by its day and hours", () => {
  expect([0, 29, 41].map((slot) => formatSlot(slot, "sv"))).toEqual(["mån 00–04", "fre 20–24", "sön 20–24"]);
  expect(formatSlot(29, "en")).toBe("Fri 20–24");
});
