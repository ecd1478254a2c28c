import file from "../../../../app/core/free_text_rules.json";

/** What in a free text may point out a person. The rules are the server's own file (app/core/free_text.py). */
export type PersonalKind = "email" | "personnummer" | "plate" | "samordningsnummer" | "telephone";

export interface Finding {
  readonly kind: PersonalKind;
  /** The words as they were read: with one kind of dash, and without what nobody can see. */
  readonly text: string;
}

/** Why a text may stay as it is: it points out nobody, or it is a number that is meant for everybody. */
export const KEPT_BECAUSE = ["no_person", "public_contact"] as const;
export type KeptBecause = (typeof KEPT_BECAUSE)[number];

/** A personal number has ten digits that are checked; two more say the century. */
const CHECKED_DIGITS = 10;
/** Stands for what a rule has found: no letter, digit or sign of any rule. */
const FOUND = "\u25a0";

/** What a text may grow to when it is made plain: one sign can become eighteen letters. */
const MAX_PLAIN = 1000;

const publicNumbers: ReadonlySet<string> = new Set(file.public_numbers);
const commonWords: ReadonlySet<string> = new Set(file.common_words);
const ignored = new RegExp(`[${file.ignored}]`, "g");
const dashes = new RegExp(`[${file.dashes}]`, "g");

const CHECKS: Readonly<Record<string, (said: string) => boolean>> = {
  luhn: hasRightCheckDigit,
  public_number: (said) => !publicNumbers.has(digitsOf(said)),
  common_word: (said) => !(" -".includes(said.charAt(3)) && commonWords.has(said.slice(0, 3).toLowerCase())),
};

const rules = file.rules.map((rule) => ({
  kind: rule.kind as PersonalKind,
  // `d` would give the group's place, but Safari before 15 does not know it: the group ends where the match does.
  pattern: new RegExp(rule.pattern, "gi"),
  unless: (rule.unless ?? []).map((other) => new RegExp(other)),
  check: rule.check === undefined ? () => true : (CHECKS[rule.check] ?? (() => true)),
}));

/** All that in `text` may point out a person, in the order in which it stands there. */
export function findPersonal(text: string): readonly Finding[] {
  let plain = makePlain(text);
  const found = new Map<number, Finding>();
  for (const { kind, pattern, unless, check } of rules) {
    for (const match of plain.matchAll(pattern)) {
      const said = match[1] ?? "";
      if (unless.some((other) => other.test(said)) || !check(said)) continue;
      const end = match.index + match[0].length;
      const start = end - said.length;
      found.set(start, { kind, text: said });
      plain = plain.slice(0, start) + FOUND.repeat(said.length) + plain.slice(end);
    }
  }
  return [...found].sort(([one], [other]) => one - other).map(([, finding]) => finding);
}

/** Whether the last ten digits pass the Luhn check of personal numbers (Skatteverket, SKV 704; ISO/IEC 7812-1). */
export function hasRightCheckDigit(said: string): boolean {
  let total = 0;
  for (const [at, digit] of [...digitsOf(said).slice(-CHECKED_DIGITS)].entries()) {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    total += Math.floor(value / 10) + (value % 10);
  }
  return total % 10 === 0;
}

function digitsOf(said: string): string {
  return said.replace(/[^0-9]/g, "");
}

/** The text with one kind of dash and blank, and without what nobody can see. */
function makePlain(text: string): string {
  return text.normalize("NFKC").slice(0, MAX_PLAIN).replace(ignored, "").replace(dashes, "-").replace(/\s+/g, " ");
}
