import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { GLYPHS } from "../src/icons/glyphs";
import { categoryGlyph } from "../src/views/parts/Icon";

const STANDARD = new URL("../../../app/places/standard_categories.json", import.meta.url);
const codes = (JSON.parse(readFileSync(STANDARD, "utf8")) as { code: string }[]).map(({ code }) => code);

test("every category of the standard list has a drawing of its own", () => {
  expect(codes.length).toBeGreaterThan(20);
  expect(codes.filter((code) => categoryGlyph(code) === "category")).toEqual([]);
  const drawings = codes.map((code) => JSON.stringify(GLYPHS[categoryGlyph(code)]));
  expect(new Set(drawings).size).toBe(codes.length);
});

test("a category that an area has added has the general one", () => {
  expect(categoryGlyph("lokal_kategori")).toBe("category");
});

test("the icon set's licence lies beside it", () => {
  expect(readFileSync(new URL("../src/icons/LICENSE.txt", import.meta.url), "utf8")).toContain("ISC License");
});
