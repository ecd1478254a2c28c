import type { LogEntry } from "./log";
import type { Category, HotspotRow } from "./pulled";

const PLACE_WEIGHT = 3;
const HOTSPOT_WEIGHT = 4;

/**
 * The categories for the grid: those that this person has used most come first, what was seen at this place counting
 * more, then the order that the area has given them.
 */
export function rankCategories(
  categories: readonly Category[],
  log: readonly LogEntry[],
  placeId: string | null,
  hotspots: readonly HotspotRow[],
): Category[] {
  const score = new Map<string, number>();
  const add = (code: unknown, weight: number) => {
    if (typeof code === "string") score.set(code, (score.get(code) ?? 0) + weight);
  };
  for (const entry of log) {
    if (entry.kind !== "observation" || entry.withdrawn) continue;
    add(entry.payload.category, placeId !== null && entry.payload.place_id === placeId ? PLACE_WEIGHT : 1);
  }
  const row = placeId === null ? undefined : hotspots.find((hotspot) => hotspot.place_id === placeId);
  for (const code of row?.categories ?? []) add(code, HOTSPOT_WEIGHT);
  return categories
    .filter((category) => !category.retired)
    .sort((a, b) => (score.get(b.code) ?? 0) - (score.get(a.code) ?? 0) || a.order - b.order);
}
