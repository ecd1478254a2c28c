import { expect, test } from "vitest";
import { isIdle } from "../../src/domain/idle";

const MINUTE = 60_000;
const touched = { wallMs: 1_000_000, monotonicMs: 500 };
const after = (wall: number, monotonic: number) => ({
  wallMs: touched.wallMs + wall * MINUTE,
  monotonicMs: touched.monotonicMs + monotonic * MINUTE,
});

test("a phone that nobody touched for that long is idle", () => {
  expect(isIdle(touched, after(4.9, 4.9), 5)).toBe(false);
  expect(isIdle(touched, after(5, 5), 5)).toBe(true);
});

test("it is idle after a sleep in which the monotonic clock stood still", () => {
  expect(isIdle(touched, after(90, 0.1), 5)).toBe(true);
});

test("a clock that was set back does not keep it open", () => {
  expect(isIdle(touched, after(-600, 5), 5)).toBe(true);
  expect(isIdle(touched, after(-600, 1), 5)).toBe(false);
});
