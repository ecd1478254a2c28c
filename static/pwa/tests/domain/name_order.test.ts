import { describe, expect, test } from "vitest";
import { compareNames } from "../../src/domain/name_order";

const NAMES = [
  "Ågatan",
  "Östra skolan",
  "Ängen",
  "Zinkgruvan",
  "station",
  "Station",
  "Café Éden",
  "Cafe Eden",
  "Kiosken 2",
];

describe("names in a list", () => {
  test("stand as in a Swedish dictionary, capitals and other marks counting for nothing", () => {
    const sorted = [...NAMES].sort(compareNames);
    expect(sorted.map((name) => name.toLowerCase())).toEqual([
      "cafe eden",
      "café éden",
      "kiosken 2",
      "station",
      "station",
      "zinkgruvan",
      "ågatan",
      "ängen",
      "östra skolan",
    ]);
  });

  test("stand the same however the letters are encoded, and in whatever order they came", () => {
    const apart = NAMES.map((name) => name.normalize("NFD"));
    const order = (names: string[]) => names.sort(compareNames).map((name) => name.normalize("NFC"));
    expect(order([...apart])).toEqual(order([...NAMES]));
    expect(order([...NAMES].reverse())).toEqual(order([...NAMES]));
  });

  test("are the same only where they are", () => {
    expect(compareNames("Station", "Station")).toBe(0);
    expect(compareNames("Station", "station")).not.toBe(0);
  });
});
