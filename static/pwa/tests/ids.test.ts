import { expect, test } from "vitest";
import { type IdSource, isId, makeId } from "../src/ids";

const source = (wallMs: number, byte = 0xff): IdSource => ({ wallMs, fillRandom: (bytes) => bytes.fill(byte) });

test("an id carries its time, its version and its variant", () => {
  const id = makeId(source(0x0193_a1b2_c3d4, 0xff));
  expect(id).toBe("0193a1b2-c3d4-7fff-bfff-ffffffffffff");
  expect(makeId(source(0, 0x00))).toBe("00000000-0000-7000-8000-000000000000");
  expect(isId(id)).toBe(true);
});

test("ids sort by when they were made", () => {
  const ids = [1, 255, 256, 65_536, 1_790_000_000_000, 1_790_000_000_001].map((ms) => makeId(source(ms)));
  expect([...ids].sort()).toEqual(ids);
});

test("ids of the same millisecond differ", () => {
  const random: IdSource = { wallMs: 1_790_000_000_000, fillRandom: (bytes) => crypto.getRandomValues(bytes) };
  expect(new Set(Array.from({ length: 10_000 }, () => makeId(random))).size).toBe(10_000);
});

test("what is no id is none", () => {
  expect(["", "0193a1b2", null, 7, "0193A1B2-C3D4-7FFF-BFFF-FFFFFFFFFFFF"].map(isId)).toEqual(Array(5).fill(false));
});
