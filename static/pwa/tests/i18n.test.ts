import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { TEXTS, type TextKey, makeTranslate } from "../src/i18n/i18n";
import { readPushErrors } from "./contract";

const KEYS = Object.keys(TEXTS).sort() as TextKey[];
const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

const SOURCES = new URL("../src/", import.meta.url);
const sources = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith("i18n"))
  .map((file) => readFileSync(new URL(file, SOURCES), "utf8"))
  .join("\n");

describe("the two languages", () => {
  test("both say something for every key", () => {
    for (const key of KEYS) expect(Object.keys(TEXTS[key]).sort()).toEqual(["en", "sv"]);
  });

  test("no key stands in two files", () => {
    const files = readdirSync(new URL("i18n/texts/", SOURCES));
    const written = files.flatMap((file) => [
      ...readFileSync(new URL(`i18n/texts/${file}`, SOURCES), "utf8").matchAll(/^ {2}"([^"]+)": \{/gm),
    ]);
    expect(written.map((match) => match[1]).sort()).toEqual(KEYS);
  });

  test.each(KEYS)("%s says something in both, with the same things to fill in", (key) => {
    const { sv, en } = TEXTS[key];
    expect(sv.trim()).not.toBe("");
    expect(en.trim()).not.toBe("");
    expect(slots(en)).toEqual(slots(sv));
  });

  test("a number has a text for one and for any other", () => {
    const stems = KEYS.filter((key) => key.endsWith(".one"));
    for (const stem of stems) expect(TEXTS).toHaveProperty([stem.replace(/one$/, "other")]);
  });

  test("every text is used", () => {
    // A key that is put together is used where its beginning stands: t(`verdict.${verdict}`).
    const begun = [...sources.matchAll(/`([a-z_.]+\.)\$\{/g)].map((match) => match[1] ?? "");
    const unused = KEYS.filter((key) => {
      const stem = key.replace(/\.(one|other)$/, "");
      const isSaid = sources.includes(`"${stem}"`) || sources.includes(`"${key}"`);
      return !isSaid && !begun.some((start) => key.startsWith(start) && !key.slice(start.length).includes("."));
    });
    expect(unused).toEqual([]);
  });
});

describe("a text", () => {
  const t = makeTranslate("sv");

  test("is filled in, and what is not given stays to be seen", () => {
    expect(t("chip.all_sent_at", { time: "21:47" })).toBe("Allt skickat 21:47");
    expect(t("next.dose", { minutes: 12 })).toBe("12 av {goal} min på 7 dagar");
  });

  test("fits its number", () => {
    expect(t.many("pass.facts", 1, { time: "21:00" })).toBe("1 polis · sedan 21:00");
    expect(t.many("pass.facts", 2, { time: "21:00" })).toBe("2 poliser · sedan 21:00");
    expect(makeTranslate("en").many("pass.visits", 0)).toBe("0 visits");
  });

  test("that is put together from data may be missing", () => {
    expect(t.maybe("code.unknown_category")).not.toBeNull();
    expect(t.maybe("code.from_the_future")).toBeNull();
  });
});

test("the words that UX.md fixes are on the buttons", () => {
  const said = Object.values(TEXTS).map((text) => text.sv);
  for (const words of [
    "Starta pass",
    "Checka in här",
    "Ny iakttagelse",
    "Lugnt här",
    "Avsluta pass",
    "Ångra",
    "Lägg till detaljer",
    "Du är offline – du kan fortsätta logga",
    "Behöver åtgärd",
    "Sparat i telefonen",
    "Skickas",
    "Skickat",
    "Platser att besöka nu",
    "10–15 min räcker",
    "Polis på plats",
    "Exportera kö",
    "Skriv inte namn, personnummer, registreringsnummer eller annat som pekar ut en person.",
    "Vid fara eller pågående brott: ring 112. Annars 114 14.",
  ]) {
    expect(said).toContain(words);
  }
});

test("every result code of the contract has a text", () => {
  const api = readFileSync(new URL("../../../docs/api.md", import.meta.url), "utf8");
  const listed = /Result codes: `([^`]+)`/.exec(api)?.[1]?.split(/,\s*/) ?? [];
  expect(listed.length).toBeGreaterThan(10);
  expect(readPushErrors().length).toBeGreaterThan(0);
  const t = makeTranslate("sv");
  const silent = ["held", "unknown_fields"];
  for (const code of listed) if (!silent.includes(code)) expect([code, t.maybe(`code.${code}`)]).not.toContain(null);
});
