import { pickPayload } from "../src/domain/fields";
import { makeAmend, makeCheckin, makeObservation, makePatrol, makeRetract, makeVisit } from "../src/domain/make";
import type { ChosenPosition } from "../src/domain/position";
import { makeId } from "../src/ids";
import type { NewOperation } from "../src/store/outbox";
import type { Operation } from "../src/sync/wire";

/**
 * What this version of the app makes of every kind and type, by its own makers, to be frozen beside its release
 * (docs/releasing.md). Words in capitals stand for what a test's world has: "AUTHOR", "PLACE", "ACTIVITY", "AREA".
 */
export const SENT_AT = "2026-11-26T22:00:00.000+01:00";
const AUTHOR = "AUTHOR";
const MINUTE_MS = 60_000;
const FIRST_MS = Date.parse("2026-11-26T21:00:00.000+01:00");

let made = 0;
const newId = () => {
  made += 1;
  return makeId({ wallMs: FIRST_MS + made, fillRandom: (bytes) => bytes.fill(made) });
};
const ids = () => ({ opId: newId(), recordId: newId() });
const stampAt = (minute: number) => `2026-11-26T21:${String(minute).padStart(2, "0")}:00.000+01:00`;
const at = (minute: number) => ({ author: AUTHOR, stamp: stampAt(minute) });

const here: ChosenPosition = {
  basis: "fix",
  lon: 16.09712,
  lat: 61.826855,
  accuracy_m: 12.5,
  position_source: "gps",
  place_id: "PLACE",
} as ChosenPosition;
const nowhere = { ...here, place_id: null } as ChosenPosition;

function observations(patrolId: string, visitId: string): NewOperation[] {
  const bare = ids();
  const whole = ids();
  const copy = ids();
  const wrong = ids();
  const record = { kind: "observation", recordId: bare.recordId } as const;
  const observe = (
    own: typeof bare,
    position: ChosenPosition,
    parents: [string | null, string | null],
    minute: number,
  ) => makeObservation(own, at(minute), { category: "berusade", position, patrolId: parents[0], visitId: parents[1] });
  const full = {
    ...observe(copy, here, [patrolId, visitId], 9).payload,
    severity: 2,
    people_band: "10+",
    note: "Ring 0651-180 00",
    text_kept_because: "public_contact",
  };
  return [
    observe(bare, nowhere, [null, null], 5),
    observe(whole, here, [patrolId, visitId], 6),
    makeAmend(newId(), at(7), record, { severity: 3, people_band: "3-5", note: "Två på bänken 🙂" }),
    makeAmend(newId(), at(8), record, {
      category: "brak",
      lon: 16.09223,
      lat: 61.82914,
      accuracy_m: 20,
      position_source: "pin",
      place_id: "PLACE",
      note: null,
    }),
    { ...observe(copy, here, [patrolId, visitId], 9), payload: pickPayload("observation", full) },
    observe(wrong, here, [null, null], 10),
    makeRetract(newId(), at(11), { kind: "observation", recordId: wrong.recordId }, "Fel tryck"),
    makeRetract(newId(), at(11), { kind: "observation", recordId: whole.recordId }, "Ring 0651-180 00", {
      text_kept_because: "public_contact",
    }),
  ];
}

function patrolling(): NewOperation[] {
  const patrol = ids();
  const visit = ids();
  const calm = ids();
  const other = ids();
  const isVisit = (recordId: string) => ({ kind: "visit", recordId }) as const;
  const visitAt = (own: typeof visit, more: { calm: boolean | null; endedAt: string | null }, minute: number) =>
    makeVisit(own, at(minute), { patrolId: patrol.recordId, position: here, method: "tap", ...more });
  return [
    makePatrol(patrol, at(0), 2, "AREA"),
    visitAt(visit, { calm: null, endedAt: null }, 1),
    visitAt(calm, { calm: true, endedAt: stampAt(2) }, 2),
    ...observations(patrol.recordId, visit.recordId),
    makeAmend(newId(), at(20), isVisit(visit.recordId), { ended_at: stampAt(20), calm: false }),
    makeAmend(newId(), at(21), isVisit(visit.recordId), { method: "edited", started_at: stampAt(1) }),
    makeRetract(newId(), at(22), isVisit(calm.recordId), "Fel plats"),
    makeAmend(newId(), at(23), { kind: "patrol", recordId: patrol.recordId }, { ended_at: stampAt(23), officers: 3 }),
    makePatrol(other, at(24), 1, null),
    makeRetract(newId(), at(25), { kind: "patrol", recordId: other.recordId }, "Loggat två gånger"),
  ];
}

function checkins(): NewOperation[] {
  const held = ids();
  const cancelled = ids();
  const record = { kind: "checkin", recordId: held.recordId } as const;
  const heads = { girls: { "13-15": 4 }, boys: { "10-12": 1, "16-19": 2 }, other: { "20-25": 1 } };
  return [
    makeCheckin(held, at(30), "ACTIVITY"),
    makeAmend(newId(), at(40), record, { heads, police_minutes: 15, mood: 3, ended_at: stampAt(40) }),
    makeAmend(newId(), at(41), record, { note: "Ring 0651-180 00", text_kept_because: "no_person" }),
    makeCheckin(cancelled, at(42), "ACTIVITY", { cancelled_reason: "Strömavbrott", ended_at: stampAt(42) }),
    makeRetract(newId(), at(43), { kind: "checkin", recordId: cancelled.recordId }, "Fel tryck"),
  ];
}

/** As the outbox numbers them: in order, and each change on the version before. */
export function makeOperations(): Operation[] {
  made = 0;
  const versions = new Map<string, number>();
  return [...patrolling(), ...checkins()].map((op, index) => {
    const before = versions.get(op.record_id) ?? null;
    versions.set(op.record_id, (before ?? 0) + 1);
    return { ...op, device_seq: index + 1, base_version: before };
  });
}

export const LAST_MS = FIRST_MS + 60 * MINUTE_MS;
