import { parseStamp } from "../time/stamp";
import { distanceM } from "./geometry";
import type { LogEntry } from "./log";
import { compareNames } from "./name_order";
import type { HotspotRow, Place, Position } from "./pulled";

/** A place to go to now, with what the why-line is made of. */
export interface PlaceToVisit {
  readonly place: Place;
  readonly distance_m: number | null;
  readonly verdict: string | null;
  readonly categories: readonly string[];
  readonly busiestSlot: number | null;
  readonly lastVisitedMs: number | null;
  readonly minutes: number;
  readonly minutesGoal: number | null;
  readonly visits: number;
  readonly visitsGoal: number | null;
}

/** How much a verdict weighs. What is unknown is worth a look; what is quiet can wait. */
const NEED: Readonly<Record<string, number>> = {
  clear_hotspot: 4,
  possible: 2.5,
  too_little_presence: 1.5,
  as_expected: 1,
  quiet: 0.5,
};
const NEED_UNRANKED = 0.75;
/** A place is not walked to again within two hours (HOTSPOTS.md, "Where and when to walk"). */
const NOT_AGAIN_WITHIN_MS = 7_200_000;
const JUST_VISITED_SHARE = 0.2;
/** Ten minutes on foot halve what a place is worth going to. */
const HALF_WORTH_M = 800;
const WEEK_MS = 7 * 24 * 3_600_000;
const MAX_LISTED = 12;
/** What a visit that nobody has ended counts for: the length of a good one. */
const OPEN_VISIT_MS = 900_000;

export interface VisitNextSources {
  readonly places: readonly Place[];
  readonly hotspots: readonly HotspotRow[];
  readonly log: readonly LogEntry[];
  readonly position: Position | null;
  readonly nowMs: number;
}

/** Every place in use, with what is known of it now. */
export function describePlaces({ places, hotspots, log, position, nowMs }: VisitNextSources): PlaceToVisit[] {
  const rows = new Map(hotspots.map((row) => [row.place_id, row]));
  const visits = log.filter((entry) => entry.kind === "visit" && !entry.withdrawn);
  return places
    .filter((place) => !place.retired)
    .map((place) => describe(place, rows.get(place.id) ?? null, visits, position, nowMs));
}

/** Where presence is needed most and nearest first; a place that has had its week's dose drops out. */
export function listPlacesToVisit(sources: VisitNextSources): PlaceToVisit[] {
  const { nowMs } = sources;
  return describePlaces(sources)
    .filter((candidate) => !hasItsDose(candidate))
    .map((candidate) => ({ candidate, worth: weigh(candidate, nowMs) }))
    .sort((a, b) => b.worth - a.worth || compareNames(a.candidate.place.name, b.candidate.place.name))
    .slice(0, MAX_LISTED)
    .map(({ candidate }) => candidate);
}

function describe(
  place: Place,
  row: HotspotRow | null,
  visits: readonly LogEntry[],
  position: Position | null,
  nowMs: number,
): PlaceToVisit {
  const here = visits.filter((visit) => visit.payload.place_id === place.id);
  const times = here.map((visit) => {
    const started = parseStamp(visit.payload.started_at) ?? visit.occurredMs;
    return {
      sent: visit.state === "sent",
      started,
      ended: parseStamp(visit.payload.ended_at) ?? Math.min(nowMs, started + OPEN_VISIT_MS),
    };
  });
  // What the server had counted already must not be counted twice; what it has not got yet it has not counted.
  const isNews = (visit: { sent: boolean; started: number }) => !visit.sent || visit.started > (row?.computedMs ?? 0);
  const news = times.filter((visit) => visit.started > nowMs - WEEK_MS && visit.started <= nowMs && isNews(visit));
  // When a visit began, as the server counts: each phone and the desk say the same time.
  const last = Math.max(row?.lastVisitedMs ?? 0, ...times.map((visit) => visit.started));
  const minutes = news.reduce((sum, visit) => sum + Math.max(0, visit.ended - visit.started) / 60_000, 0);
  return {
    place,
    distance_m: position === null ? null : distanceM(position, [place.lon, place.lat]),
    verdict: row?.verdict ?? null,
    categories: row?.categories ?? [],
    busiestSlot: row?.busiestSlot ?? null,
    lastVisitedMs: last > 0 ? last : null,
    minutes: Math.round((row?.minutes_7d ?? 0) + minutes),
    minutesGoal: place.minutes_per_week,
    visits: (row?.visits_7d ?? 0) + news.length,
    visitsGoal: place.visits_per_week,
  };
}

function hasItsDose({ minutes, minutesGoal, visits, visitsGoal }: PlaceToVisit): boolean {
  if (minutesGoal === null && visitsGoal === null) return false;
  return minutes >= (minutesGoal ?? 0) && visits >= (visitsGoal ?? 0);
}

function weigh(candidate: PlaceToVisit, nowMs: number): number {
  const { minutes, minutesGoal, verdict, lastVisitedMs, distance_m } = candidate;
  const need = verdict === null ? NEED_UNRANKED : (NEED[verdict] ?? 1);
  const left = minutesGoal === null || minutesGoal === 0 ? 0.5 : Math.max(0.1, 1 - minutes / minutesGoal);
  const justNow = lastVisitedMs !== null && nowMs - lastVisitedMs < NOT_AGAIN_WITHIN_MS ? JUST_VISITED_SHARE : 1;
  const near = distance_m === null ? 1 : HALF_WORTH_M / (HALF_WORTH_M + distance_m);
  return need * left * justNow * near;
}
