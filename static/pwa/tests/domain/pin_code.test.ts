import { expect, test } from "vitest";
import { heldUntilMs, judgePin, leftMs, waitAfterMs } from "../../src/domain/pin_code";

test.each(["250719", "905172", "0048120937"])("%s may be a PIN", (pin) => {
  expect(judgePin(pin)).toBeNull();
});

test.each(["", "12345", "1234567890123", "abcdef", "12345x", "١٢٣٤٥٦"])("%s has not the right digits", (pin) => {
  expect(judgePin(pin)).toBe("digits");
});

test.each(["000000", "123456", "890123", "654321", "109876", "121212", "123123", "112233", "998877", "12121212"])(
  "%s is what anybody would try",
  (pin) => {
    expect(judgePin(pin)).toBe("trivial");
  },
);

test("the first three wrong ones cost nothing, and then each twice the one before, to ten minutes", () => {
  expect([0, 1, 2, 3, 4, 5].map(waitAfterMs)).toEqual([0, 0, 0, 10_000, 20_000, 40_000]);
  expect(waitAfterMs(9)).toBe(600_000);
  expect(waitAfterMs(5000)).toBe(600_000);
});

test("a wait ends", () => {
  expect(leftMs(5_000, 2_000)).toBe(3_000);
  expect(leftMs(5_000, 9_000)).toBe(0);
});

test("a clock that was set back makes a wait no longer than it was", () => {
  expect(heldUntilMs(3, 9_000, 2_000)).toBe(9_000);
  expect(heldUntilMs(3, 1e15, 2_000)).toBe(12_000);
  expect(heldUntilMs(4, 1e15, 2_000)).toBe(22_000);
  expect(heldUntilMs(0, 0, 2_000)).toBe(0);
});
