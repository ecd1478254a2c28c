import {
  type Rule,
  isBag,
  isCount,
  isFilledText,
  isFlag,
  isLat,
  isLon,
  isNumber,
  isPosition,
  isText,
  isTime,
  listOf,
  orNull,
  shape,
} from "./check";
import type { Payload } from "./wire";

/** What pull may hand over, by kind (docs/api.md, "Pull"). The phone reads these fields and no others. */

const names = shape({ sv: isFilledText, en: isFilledText });
const own = {
  author_is_me: isFlag,
  occurred_at: isTime,
  area_id: orNull(isFilledText),
  received_at: orNull(isTime),
  time_quality: orNull(isText),
  needs_review: orNull(isFlag),
};
const outline = orNull(listOf(isPosition));

const RULES: Readonly<Record<string, Rule>> = {
  area: shape({ code: isFilledText, name: isFilledText, timezone: isFilledText, outline, centre: isPosition }),
  place: shape({
    area_id: isFilledText,
    code: isFilledText,
    name: isFilledText,
    kind: orNull(isText),
    lon: isLon,
    lat: isLat,
    radius_m: orNull(isNumber),
    outline,
    accuracy_m: orNull(isNumber),
    approximate: isFlag,
    visits_per_week: orNull(isCount),
    minutes_per_week: orNull(isCount),
    retired: isFlag,
  }),
  category: shape({
    code: isFilledText,
    group: isFilledText,
    name: names,
    severity: orNull(isCount),
    order: isNumber,
    is_disorder: isFlag,
    retired: isFlag,
  }),
  activity: shape({
    area_id: isFilledText,
    title: isFilledText,
    organiser: orNull(isText),
    place_id: orNull(isFilledText),
    location: orNull(isText),
    starts_at: isTime,
    ends_at: isTime,
    age_from: orNull(isCount),
    age_to: orNull(isCount),
    police_expected: orNull(isFlag),
    cancelled: orNull(isFlag),
  }),
  hotspot: shape({
    area_id: isFilledText,
    from: isText,
    to: isText,
    rows: listOf(
      shape({
        rank: isCount,
        place_id: isFilledText,
        verdict: isFilledText,
        categories: listOf(isText),
        last_visited_at: orNull(isTime),
        visits_7d: orNull(isCount),
        minutes_7d: orNull(isNumber),
        busiest_slot: orNull(isCount),
      }),
    ),
  }),
  observation: shape({
    ...own,
    category: isFilledText,
    lon: isLon,
    lat: isLat,
    accuracy_m: isNumber,
    place_id: orNull(isFilledText),
    severity: orNull(isCount),
    people_band: orNull(isText),
    note: orNull(isText),
  }),
  visit: shape({
    ...own,
    place_id: orNull(isFilledText),
    started_at: isTime,
    ended_at: orNull(isTime),
    calm: orNull(isFlag),
  }),
  patrol: shape({ ...own, started_at: isTime, ended_at: orNull(isTime), officers: isCount }),
  checkin: shape({
    ...own,
    activity_id: isFilledText,
    started_at: isTime,
    ended_at: orNull(isTime),
    heads: orNull(isBag),
    police_minutes: orNull(isCount),
    mood: orNull(isCount),
    note: orNull(isText),
    cancelled_reason: orNull(isText),
  }),
};

/** Kinds that this version does not know are kept as they are: a newer version of the app will read them. */
export function isPulledData(kind: string, data: unknown): data is Payload {
  return (RULES[kind] ?? isBag)(data);
}
