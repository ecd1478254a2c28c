import { expect, test } from "vitest";
import { confirmPin, nudgePin, parseCoordinate, pinDistanceM, putPin } from "../../src/domain/pin";
import { BANDS, GROUPS, countHeads, setHeads } from "../../src/domain/heads";

const pin = { lon: 16.09712, lat: 61.826855, accuracy_m: 80, position_source: "gps" } as const;

test("a pin that was moved is the person's, and as exact as a hand", () => {
  const moved = nudgePin(pin, 0, 50);
  expect(moved).toMatchObject({ position_source: "pin", accuracy_m: 10 });
  expect(pinDistanceM(pin, moved)).toBeCloseTo(50, 0);
});

test("a pin that was only looked at stays where and as exact as it was", () => {
  expect(confirmPin(pin)).toEqual({ ...pin, position_source: "pin" });
});

test("coordinates may have a comma and must be on the earth", () => {
  expect(parseCoordinate("61,8268", 90)).toBe(61.8268);
  expect(parseCoordinate(" -16.5 ", 180)).toBe(-16.5);
  for (const wrong of ["", "91", "norr", "1e9", "NaN"]) expect(parseCoordinate(wrong, 90)).toBeNull();
  expect(putPin([16.12345678, 61.87654321])).toMatchObject({ lon: 16.123457, lat: 61.876543 });
});

test("heads are counted by group and band; nought takes no room", () => {
  let heads = setHeads({}, "girls", "13-15", 3);
  heads = setHeads(heads, "boys", "16-19", 2);
  expect(countHeads(heads)).toBe(5);
  expect(setHeads(heads, "girls", "13-15", 0)).toEqual({ girls: {}, boys: { "16-19": 2 } });
  expect([countHeads(null), countHeads(undefined), countHeads({})]).toEqual([0, 0, 0]);
  expect([GROUPS.length, BANDS.length]).toEqual([3, 4]);
});
