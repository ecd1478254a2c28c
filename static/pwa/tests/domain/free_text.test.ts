import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findPersonal, hasRightCheckDigit } from "../../src/domain/free_text";

interface Case {
  readonly text: string;
  readonly kinds: readonly string[];
}

/** The server's own examples (tests/core/test_free_text.py reads them too): phone and server find the same. */
function readCases(name: string): Case[] {
  const file = readFileSync(new URL(`../../../../tests/core/free_text/${name}.json`, import.meta.url), "utf8");
  return (JSON.parse(file) as { cases: Case[] }).cases;
}

describe("what may point out a person", () => {
  test.each(readCases("own"))("$text", ({ text, kinds }) => {
    expect([...new Set(findPersonal(text).map((found) => found.kind))].sort()).toEqual([...kinds].sort());
  });

  test("is said in its own words, all of it, in the order of the text", () => {
    expect(findPersonal("ABC 123, vittne: 070\u2013174 06 05 eller 0651-174 06.")).toEqual([
      { kind: "plate", text: "ABC 123" },
      { kind: "telephone", text: "070-174 06 05" },
      { kind: "telephone", text: "0651-174 06" },
    ]);
  });

  test("has the check digit of the tax agency's own example", () => {
    expect(hasRightCheckDigit("19850709-9805")).toBe(true);
    expect(hasRightCheckDigit("850709-9806")).toBe(false);
  });
});
