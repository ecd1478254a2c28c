import { expect, test } from "vitest";
import { inSentence } from "../../src/domain/in_sentence";

test("inside a sentence only the first letter is small", () => {
  expect(inSentence("Störande A-traktor")).toBe("störande A-traktor");
  expect(inSentence("Öppen droghandel")).toBe("öppen droghandel");
  expect(inSentence("")).toBe("");
});
