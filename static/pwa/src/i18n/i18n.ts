import { en } from "./en";
import { sv } from "./sv";

export type TextKey = keyof typeof sv;
export type Locale = "sv" | "en";
type PluralStem<K> = K extends `${infer Stem}.one` ? Stem : never;
/** The keys that have one text for one and another for any other number. */
export type PluralKey = PluralStem<TextKey>;
export type Values = Readonly<Record<string, string | number>>;

export const TEXTS: Readonly<Record<Locale, Readonly<Record<TextKey, string>>>> = { sv, en };

export interface Translate {
  (key: TextKey, values?: Values): string;
  readonly locale: Locale;
  /** The text for that many; `{n}` is the number. */
  readonly many: (key: PluralKey, n: number, values?: Values) => string;
  /** The text of a key that is put together from data, or null where there is none. */
  readonly maybe: (key: string) => string | null;
}

const fill = (text: string, values: Values | undefined) =>
  values === undefined ? text : text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

export function makeTranslate(locale: Locale): Translate {
  const texts = TEXTS[locale];
  const translate = (key: TextKey, values?: Values) => fill(texts[key], values);
  return Object.assign(translate, {
    locale,
    many: (key: PluralKey, n: number, values?: Values) =>
      fill(texts[`${key}.${n === 1 ? "one" : "other"}` as TextKey], { n, ...values }),
    maybe: (key: string) => (key in texts ? texts[key as TextKey] : null),
  });
}
