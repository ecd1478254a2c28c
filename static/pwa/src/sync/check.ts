/** Small questions about unknown values; a rule is true where the value is what it must be. */

export type Rule = (value: unknown) => boolean;
export type Bag = Record<string, unknown>;

export const isBag = (value: unknown): value is Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const isText = (value: unknown): value is string => typeof value === "string";
export const isFilledText = (value: unknown): value is string => isText(value) && value.length > 0;
export const isFlag = (value: unknown): value is boolean => typeof value === "boolean";
export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
export const isCount = (value: unknown): value is number => isWhole(value) && value >= 0;
export const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
export const isTime = (value: unknown): value is string => isText(value) && !Number.isNaN(Date.parse(value));
export const isLon = (value: unknown): boolean => isNumber(value) && value >= -180 && value <= 180;
export const isLat = (value: unknown): boolean => isNumber(value) && value >= -90 && value <= 90;
export const isPosition = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && isLon(value[0]) && isLat(value[1]);

/** Absent counts as null. */
export const orNull =
  (rule: Rule): Rule =>
  (value) =>
    value === null || value === undefined || rule(value);
export const listOf =
  (rule: Rule): Rule =>
  (value) =>
    Array.isArray(value) && value.every(rule);
export const oneOf =
  (...values: readonly string[]): Rule =>
  (value) =>
    isText(value) && values.includes(value);

/** A bag whose named fields follow their rules; other fields may be there. */
export const shape =
  (fields: Readonly<Record<string, Rule>>): Rule =>
  (value) =>
    isBag(value) && Object.entries(fields).every(([name, rule]) => rule(value[name]));

/** Null where the text is not JSON: HTML of a captive portal, a truncated answer, nothing at all. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
