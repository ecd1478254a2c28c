import type { NewOperation } from "../store/outbox";
import type { Kind, Payload } from "../sync/wire";
import { parseStamp } from "../time/stamp";
import type { ChosenPosition } from "./position";

/** The ids of what a form will become, made when the form opens: saved twice, it is one record. */
export interface FormIds {
  readonly opId: string;
  readonly recordId: string;
}

/** Who records, and when. */
export interface Hand {
  readonly author: string;
  readonly stamp: string;
}

const positionOf = ({ lon, lat, accuracy_m }: ChosenPosition) => ({ lon, lat, accuracy_m });

function create(ids: FormIds, hand: Hand, kind: Kind, payload: Payload): NewOperation {
  const { author, stamp } = hand;
  return { op_id: ids.opId, record_id: ids.recordId, kind, type: "create", occurred_at: stamp, author, payload };
}

export function makePatrol(ids: FormIds, hand: Hand, officers: number, areaId: string | null): NewOperation {
  return create(ids, hand, "patrol", {
    started_at: hand.stamp,
    officers,
    ...(areaId === null ? {} : { area_id: areaId }),
  });
}

export interface VisitFields {
  readonly patrolId: string;
  readonly position: ChosenPosition;
  readonly method: "tap" | "suggested" | "edited";
  readonly calm: boolean | null;
  /** Null while the visit goes on. */
  readonly endedAt: string | null;
}

export function makeVisit(ids: FormIds, hand: Hand, fields: VisitFields): NewOperation {
  return create(ids, hand, "visit", {
    patrol_id: fields.patrolId,
    place_id: fields.position.place_id,
    ...positionOf(fields.position),
    started_at: hand.stamp,
    ...(fields.endedAt === null ? {} : { ended_at: fields.endedAt }),
    method: fields.method,
    calm: fields.calm,
  });
}

export interface ObservationFields {
  readonly category: string;
  readonly position: ChosenPosition;
  readonly patrolId: string | null;
  readonly visitId: string | null;
}

export function makeObservation(ids: FormIds, hand: Hand, fields: ObservationFields): NewOperation {
  const payload: Record<string, unknown> = {
    category: fields.category,
    ...positionOf(fields.position),
    position_source: fields.position.position_source,
  };
  if (fields.position.place_id !== null) payload.place_id = fields.position.place_id;
  if (fields.patrolId !== null) payload.patrol_id = fields.patrolId;
  if (fields.visitId !== null) payload.visit_id = fields.visitId;
  return create(ids, hand, "observation", payload);
}

export function makeCheckin(ids: FormIds, hand: Hand, activityId: string, more: Payload = {}): NewOperation {
  return create(ids, hand, "checkin", { activity_id: activityId, started_at: hand.stamp, ...more });
}

export function makeAmend(
  opId: string,
  hand: Hand,
  record: { kind: Kind; recordId: string },
  payload: Payload,
): NewOperation {
  const { author, stamp } = hand;
  return {
    op_id: opId,
    record_id: record.recordId,
    kind: record.kind,
    type: "amend",
    occurred_at: stamp,
    author,
    payload,
  };
}

export function makeRetract(
  opId: string,
  hand: Hand,
  record: { kind: Kind; recordId: string },
  reason: string,
  kept: { readonly text_kept_because?: string } = {},
): NewOperation {
  const { author, stamp } = hand;
  const payload = { reason, ...kept };
  return {
    op_id: opId,
    record_id: record.recordId,
    kind: record.kind,
    type: "retract",
    occurred_at: stamp,
    author,
    payload,
  };
}

const TIME_FIELDS = ["started_at", "ended_at"];
const FREE_TEXTS = ["note", "cancelled_reason"];
const KEPT = "text_kept_because";

function isSame(field: string, before: unknown, after: unknown): boolean {
  if ((before ?? null) === (after ?? null)) return true;
  if (TIME_FIELDS.includes(field)) return parseStamp(before) === parseStamp(after);
  return typeof before === "object" && typeof after === "object" && JSON.stringify(before) === JSON.stringify(after);
}

/** Only what differs: an amend carries the fields that change, null for one that is cleared. */
export function diffPayload(before: Payload, after: Payload): Payload {
  const changed = Object.entries(after).filter(([field, value]) => !isSame(field, before[field], value));
  const changes = Object.fromEntries(changed.filter(([field]) => field !== KEPT));
  // The reason belongs to the text that it was given for: it goes with that, also where the one before had the same.
  const hasText = FREE_TEXTS.some((field) => field in changes);
  return hasText && after[KEPT] != null ? { ...changes, [KEPT]: after[KEPT] } : changes;
}
