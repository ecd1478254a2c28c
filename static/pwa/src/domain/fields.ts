import type { Kind, Payload } from "../sync/wire";

/** The fields of each kind's payload (docs/api.md, "Operations"); what pull adds to them is not sent back. */
const FIELDS: Readonly<Record<Kind, readonly string[]>> = {
  patrol: ["started_at", "ended_at", "officers", "plan_id", "presence", "area_id"],
  visit: ["patrol_id", "place_id", "lon", "lat", "accuracy_m", "started_at", "ended_at", "method", "calm"],
  observation: [
    "category",
    "lon",
    "lat",
    "accuracy_m",
    "position_source",
    "place_id",
    "severity",
    "people_band",
    "note",
    "text_kept_because",
    "patrol_id",
    "visit_id",
  ],
  checkin: [
    "activity_id",
    "started_at",
    "ended_at",
    "heads",
    "police_minutes",
    "mood",
    "note",
    "cancelled_reason",
    "text_kept_because",
  ],
};

/** A whole payload for a new record: known fields only, and no empty ones. */
export function pickPayload(kind: Kind, payload: Payload): Payload {
  return Object.fromEntries(
    FIELDS[kind].filter((field) => payload[field] != null).map((field) => [field, payload[field]]),
  );
}
