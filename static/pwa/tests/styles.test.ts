import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const TOKENS = read("../../desk/tokens.css");
const SHEETS = ["base", "parts", "screens", "contrast"].map((name) => read(`../src/styles/${name}.css`)).join("\n");

const block = (start: string) => {
  const from = TOKENS.indexOf("{", TOKENS.indexOf(start) + start.length - 1) + 1;
  return [...TOKENS.slice(from, TOKENS.indexOf("}", from)).matchAll(/(--[\w-]+):\s*([^;]+);/g)];
};
const tokens = (start: string) => Object.fromEntries(block(start).map(([, name, value]) => [name, value]));

/** WCAG 2.2, relative luminance of an sRGB colour. */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [r = 0, g = 0, b = 0] = channels.map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const PLAIN = tokens(":root {");
const CHOSEN = tokens(':root[data-contrast="more"] {');
const ASKED = tokens("@media (prefers-contrast: more) {\n  :root {");

/** The light and the dark half of a token. */
function halves(token: string, high: boolean): [string, string] {
  const value = (high ? CHOSEN[token] : undefined) ?? PLAIN[token] ?? "";
  const [, light = "", dark = ""] = /light-dark\((#\w+), (#\w+)\)/.exec(value) ?? [];
  return [light, dark];
}

describe("the tokens", () => {
  test("say the same of high contrast, chosen or asked for by the phone", () => {
    expect(Object.keys(CHOSEN).length).toBeGreaterThan(10);
    expect(CHOSEN).toEqual(ASKED);
  });

  test("are all that the phone's sheets use, and each of them exists", () => {
    const used = new Set([...SHEETS.matchAll(/var\((--[\w-]+)/g)].map((match) => match[1] ?? ""));
    expect([...used].filter((name) => !(name in PLAIN))).toEqual([]);
    expect(SHEETS.match(/#[0-9a-f]{3,8}\b(?=.*;)/gi) ?? []).toEqual([]);
  });

  const pairs: [text: string, on: string][] = [
    ["--ink", "--paper"],
    ["--ink", "--surface"],
    ["--ink", "--sunken"],
    ["--ink-soft", "--paper"],
    ["--ink-soft", "--sunken"],
    ["--accent", "--surface"],
    ["--accent-strong", "--accent-soft"],
    ["--on-accent", "--accent"],
    ["--ok", "--ok-soft"],
    ["--wait", "--wait-soft"],
    ["--alert", "--alert-soft"],
    ["--unknown", "--unknown-soft"],
  ];

  test.each(pairs)("%s is read on %s: AA in light and dark, AAA in high contrast", (text, on) => {
    for (const half of [0, 1] as const) {
      expect(contrast(halves(text, false)[half], halves(on, false)[half])).toBeGreaterThanOrEqual(4.5);
      expect(contrast(halves(text, true)[half], halves(on, true)[half])).toBeGreaterThanOrEqual(7);
    }
  });

  test("the field app's main text is AAA without any choice", () => {
    for (const half of [0, 1] as const) {
      expect(contrast(halves("--ink", false)[half], halves("--paper", false)[half])).toBeGreaterThanOrEqual(7);
    }
  });
});
