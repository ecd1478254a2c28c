import { account } from "./texts/account";
import { activities } from "./texts/activities";
import { lock } from "./texts/lock";
import { log } from "./texts/log";
import { looks } from "./texts/looks";
import { map } from "./texts/map";
import { patrol } from "./texts/patrol";
import { presence } from "./texts/presence";
import { problems } from "./texts/problems";
import { recording } from "./texts/recording";
import { repair } from "./texts/repair";
import { shell } from "./texts/shell";
import { sync } from "./texts/sync";

export type Locale = "sv" | "en";

/** Every text of the app by its key, in both languages side by side: a key with one language does not compile. */
export const TEXTS = {
  ...account,
  ...activities,
  ...lock,
  ...log,
  ...looks,
  ...map,
  ...patrol,
  ...presence,
  ...problems,
  ...recording,
  ...repair,
  ...shell,
  ...sync,
} as const satisfies Record<string, Readonly<Record<Locale, string>>>;

export type TextKey = keyof typeof TEXTS;
type PluralStem<K> = K extends `${infer Stem}.one` ? Stem : never;
/** The keys that have one text for one and another for any other number. */
export type PluralKey = PluralStem<TextKey>;
export type Values = Readonly<Record<string, string | number>>;

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
  const translate = (key: TextKey, values?: Values) => fill(TEXTS[key][locale], values);
  return Object.assign(translate, {
    locale,
    many: (key: PluralKey, n: number, values?: Values) =>
      fill(TEXTS[`${key}.${n === 1 ? "one" : "other"}` as TextKey][locale], { n, ...values }),
    maybe: (key: string) => (key in TEXTS ? TEXTS[key as TextKey][locale] : null),
  });
}
