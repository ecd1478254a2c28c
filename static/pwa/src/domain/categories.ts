import type { Change } from "../sync/wire";
import { parseStamp } from "../time/stamp";
import type { LogEntry } from "./log";
import type { Category, HotspotRow } from "./pulled";

/** What was seen at this place tells more of it than what was seen elsewhere; the same goes for the part of the day. */
const PLACE_WEIGHT = 4;
const BLOCK_WEIGHT = 2;
/** The two main categories of the place as the server counts them, over all who were there. */
const HOTSPOT_WEIGHTS = [12, 8];
/** After so long an observation counts for half: habits follow the season. */
const HALF_LIFE_MS = 28 * 86_400_000;
/** Six blocks a day, as the hotspots have them (docs/hotspots-method.md). */
const BLOCK_HOURS = 4;
/** "Again" is within the same pass, or the evening after. */
const REPEAT_WITHIN_MS = 24 * 3_600_000;

/** What the order rests on: what this person logged, what others did and may be seen, and what the server counted. */
export interface Usage {
  readonly log: readonly LogEntry[];
  readonly records: readonly Change[];
  readonly hotspots: readonly HotspotRow[];
  /** Where the entry will be; null where that is no known place. */
  readonly placeId: string | null;
  readonly atMs: number;
}

/** The block of the day (0-5) in the phone's own time. */
export const blockOf = (ms: number): number => Math.floor(new Date(ms).getHours() / BLOCK_HOURS);

/**
 * The categories for the grid: what is used at this place in this part of the day comes first, then what is used here or
 * now, then the order that the area has given them. The same input gives the same order.
 */
export function rankCategories(categories: readonly Category[], usage: Usage): Category[] {
  const scores = scoreCategories(usage);
  const scoreOf = ({ code }: Category) => scores.get(code) ?? 0;
  return categories
    .filter((category) => !category.retired)
    .sort((a, b) => scoreOf(b) - scoreOf(a) || a.order - b.order || (a.code < b.code ? -1 : 1));
}

function scoreCategories({ log, records, hotspots, placeId, atMs }: Usage): Map<string, number> {
  const scores = new Map<string, number>();
  const add = (code: unknown, weight: number) => {
    if (typeof code === "string") scores.set(code, (scores.get(code) ?? 0) + weight);
  };
  const block = blockOf(atMs);
  const count = (seen: Readonly<Record<string, unknown>>, occurredMs: number) => {
    const here = placeId !== null && seen.place_id === placeId ? PLACE_WEIGHT : 1;
    const now = blockOf(occurredMs) === block ? BLOCK_WEIGHT : 1;
    add(seen.category, here * now * 0.5 ** (Math.max(0, atMs - occurredMs) / HALF_LIFE_MS));
  };
  for (const entry of log) {
    if (entry.kind === "observation" && !entry.withdrawn) count(entry.payload, entry.occurredMs);
  }
  for (const { kind, data } of records) {
    // One's own stand in the log already.
    if (kind !== "observation" || data === null || data.author_is_me === true) continue;
    count(data, parseStamp(data.occurred_at) ?? 0);
  }
  const row = placeId === null ? undefined : hotspots.find((hotspot) => hotspot.place_id === placeId);
  for (const [index, code] of (row?.categories ?? []).entries()) add(code, HOTSPOT_WEIGHTS[index] ?? 0);
  return scores;
}

/**
 * The order that is on the screen stays while somebody aims at a button: what has been retired goes, what is new comes
 * last, and nothing else moves.
 */
export function keepOrder(shown: readonly string[], ranked: readonly Category[]): Category[] {
  const byCode = new Map(ranked.map((category) => [category.code, category]));
  const kept = shown.flatMap((code) => byCode.get(code) ?? []);
  return [...kept, ...ranked.filter(({ code }) => !shown.includes(code))];
}

/** The order on the screen, for what the person chose (`key`), and when it began. */
export interface Held {
  readonly codes: readonly string[];
  readonly key: string;
  readonly sinceMs: number;
}

/** Nobody has aimed yet: the first fix after a cold start may still say which place this is. */
const SETTLE_MS = 700;

/** The order to show now: a new one for another choice of the person's, else the one that is there. */
export function holdOrder(held: Held | null, ranked: readonly Category[], key: string, nowMs: number): Held {
  const isSame = held !== null && held.key === key && held.codes.length > 0;
  const isSettled = isSame && nowMs - held.sinceMs >= SETTLE_MS;
  const codes = (isSettled ? keepOrder(held.codes, ranked) : ranked).map(({ code }) => code);
  return { codes, key, sinceMs: isSame ? held.sinceMs : nowMs };
}

/** The category of what this person last saw at this place, to be logged again in one tap; null where there is none. */
export function findRepeat(
  categories: readonly Category[],
  log: readonly LogEntry[],
  placeId: string | null,
  nowMs: number,
): Category | null {
  if (placeId === null) return null;
  const last = log
    .filter(({ kind, withdrawn, payload }) => kind === "observation" && !withdrawn && payload.place_id === placeId)
    .reduce<LogEntry | null>((a, b) => (a === null || b.occurredMs > a.occurredMs ? b : a), null);
  if (last === null || nowMs - last.occurredMs > REPEAT_WITHIN_MS) return null;
  return categories.find(({ code, retired }) => code === last.payload.category && !retired) ?? null;
}
