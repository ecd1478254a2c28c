import type { Change } from "../sync/wire";
import { type Basemap, readBasemap } from "./basemap";
import { compareNames } from "./name_order";

/** What was pulled, as the screens read it. The shapes were checked when it came (sync/pulled.ts). */

export type Position = readonly [lon: number, lat: number];

export interface Area {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly timezone: string;
  readonly outline: readonly Position[] | null;
  readonly centre: Position;
  readonly basemap: Basemap | null;
}

export interface Place {
  readonly id: string;
  readonly area_id: string;
  readonly code: string;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly radius_m: number;
  readonly outline: readonly Position[] | null;
  readonly accuracy_m: number;
  readonly approximate: boolean;
  readonly visits_per_week: number | null;
  readonly minutes_per_week: number | null;
  readonly retired: boolean;
}

export interface Category {
  readonly code: string;
  readonly group: string;
  readonly name: { readonly sv: string; readonly en: string };
  readonly description: { readonly sv: string; readonly en: string } | null;
  readonly severity: number | null;
  readonly order: number;
  readonly is_disorder: boolean;
  readonly retired: boolean;
}

export interface Activity {
  readonly id: string;
  readonly title: string;
  readonly organiser: string | null;
  readonly place_id: string | null;
  readonly location: string | null;
  readonly startsMs: number;
  readonly endsMs: number;
  readonly age_from: number | null;
  readonly age_to: number | null;
  readonly police_expected: boolean;
  readonly cancelled: boolean;
}

export interface HotspotRow {
  readonly rank: number;
  readonly place_id: string;
  readonly verdict: string;
  readonly categories: readonly string[];
  readonly lastVisitedMs: number | null;
  readonly visits_7d: number;
  readonly minutes_7d: number;
  /** The part of the week with the highest known rate, 6 x weekday (Monday 0) + hour / 4; null where none stands out. */
  readonly busiestSlot: number | null;
  /** When the server counted; visits after it are only known here. */
  readonly computedMs: number;
}

export interface Pulled {
  readonly areas: readonly Area[];
  readonly places: readonly Place[];
  readonly categories: readonly Category[];
  readonly activities: readonly Activity[];
  readonly hotspots: readonly HotspotRow[];
  /** Observations, visits, patrols and check-ins, my own and those that I may see. */
  readonly records: readonly Change[];
}

export const NOTHING_PULLED: Pulled = {
  areas: [],
  places: [],
  categories: [],
  activities: [],
  hotspots: [],
  records: [],
};

const RECORD_KINDS = ["observation", "visit", "patrol", "checkin"];
const DEFAULT_RADIUS_M = 60;
const DEFAULT_ACCURACY_M = 50;

const timeOrNull = (value: unknown): number | null => (typeof value === "string" ? Date.parse(value) : null);

export function readPulled(changes: readonly Change[]): Pulled {
  const rows = <T>(kind: string, read: (data: Record<string, never>, id: string) => T): T[] =>
    changes.flatMap((change) =>
      change.kind === kind && change.data !== null
        ? [read(change.data as Record<string, never>, change.record_id)]
        : [],
    );
  return {
    areas: rows(
      "area",
      (data, id): Area => ({ outline: null, ...data, basemap: readBasemap(data.basemap), id }) as unknown as Area,
    ),
    places: rows("place", (data, id) => readPlace(data, id)).sort((a, b) => compareNames(a.name, b.name)),
    categories: readCategories(rows("category", (data) => data as unknown as Category)),
    activities: rows("activity", readActivity).sort((a, b) => a.startsMs - b.startsMs),
    hotspots: rows("hotspot", readHotspots)
      .flat()
      .sort((a, b) => a.rank - b.rank),
    records: changes.filter((change) => RECORD_KINDS.includes(change.kind)),
  };
}

function readPlace(data: Record<string, unknown>, id: string): Place {
  return {
    ...(data as unknown as Place),
    id,
    radius_m: (data.radius_m as number | null) ?? DEFAULT_RADIUS_M,
    accuracy_m: (data.accuracy_m as number | null) ?? DEFAULT_ACCURACY_M,
    outline: (data.outline as Place["outline"] | undefined) ?? null,
    visits_per_week: (data.visits_per_week as number | null | undefined) ?? null,
    minutes_per_week: (data.minutes_per_week as number | null | undefined) ?? null,
  };
}

/** A category is the same in every area: the grid shows each code once. */
function readCategories(all: readonly Category[]): Category[] {
  const byCode = new Map<string, Category>();
  for (const category of all) {
    const had = byCode.get(category.code);
    if (had === undefined || had.retired) byCode.set(category.code, category);
  }
  return [...byCode.values()].sort((a, b) => a.order - b.order);
}

function readActivity(data: Record<string, unknown>, id: string): Activity {
  return {
    id,
    title: data.title as string,
    organiser: (data.organiser as string | undefined) ?? null,
    place_id: (data.place_id as string | undefined) ?? null,
    location: (data.location as string | undefined) ?? null,
    startsMs: Date.parse(data.starts_at as string),
    endsMs: Date.parse(data.ends_at as string),
    age_from: (data.age_from as number | undefined) ?? null,
    age_to: (data.age_to as number | undefined) ?? null,
    police_expected: data.police_expected === true,
    cancelled: data.cancelled === true,
  };
}

function readHotspots(data: Record<string, unknown>): HotspotRow[] {
  const computedMs = timeOrNull(data.computed_at) ?? 0;
  return (data.rows as Record<string, unknown>[]).map((row) => ({
    rank: row.rank as number,
    place_id: row.place_id as string,
    verdict: row.verdict as string,
    categories: row.categories as string[],
    lastVisitedMs: timeOrNull(row.last_visited_at),
    visits_7d: (row.visits_7d as number | null) ?? 0,
    minutes_7d: (row.minutes_7d as number | null) ?? 0,
    busiestSlot: (row.busiest_slot as number | null | undefined) ?? null,
    computedMs,
  }));
}
