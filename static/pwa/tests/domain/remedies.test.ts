import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { TAKEN_IN, findRemedy } from "../../src/domain/remedies";
import { makeTranslate } from "../../src/i18n/i18n";

const api = readFileSync(new URL("../../../../docs/api.md", import.meta.url), "utf8");
const LISTED = /Result codes: `([^`]+)`/.exec(api)?.[1]?.split(/,\s*/) ?? [];
const REFUSALS = [...LISTED, "envelope_unreadable"].filter((code) => !TAKEN_IN.includes(code as never));

describe("what to do", () => {
  test("the contract lists codes, and these are among them", () => {
    expect(REFUSALS.length).toBeGreaterThan(12);
    for (const code of TAKEN_IN) expect(LISTED).toContain(code);
  });

  test.each(REFUSALS)("%s has words of its own, and a way where there is one", (code) => {
    const remedy = findRemedy(code, "create");
    expect(remedy.text).toBe(`do.${code}`);
    expect(makeTranslate("sv")(remedy.text).length).toBeGreaterThan(20);
    if (code !== "device_revoked") expect(remedy.ways.length).toBeGreaterThan(0);
  });

  test("a code from a newer server has words too", () => {
    expect(findRemedy("from_the_future", "amend")).toEqual({ text: "do.other", ways: ["copy"] });
    expect(findRemedy(null, "create").ways).toEqual(["copy"]);
  });

  test("what the server could not read at all is offered again first", () => {
    expect(findRemedy("envelope_unreadable", "create").ways[0]).toBe("again");
  });

  test("a correction of what is withdrawn is logged anew, never corrected again", () => {
    expect(findRemedy("record_withdrawn", "amend").ways).toEqual(["anew"]);
    expect(findRemedy("record_withdrawn", "retract").ways).toEqual([]);
  });
});
