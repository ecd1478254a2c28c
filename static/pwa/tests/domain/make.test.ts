import { expect, test } from "vitest";
import {
  diffPayload,
  makeAmend,
  makeCheckin,
  makeObservation,
  makePatrol,
  makeRetract,
  makeVisit,
} from "../../src/domain/make";
import type { ChosenPosition } from "../../src/domain/position";

const ids = { opId: "op", recordId: "record" };
const hand = { author: "me", stamp: "2026-11-23T21:46:55.000+01:00" };
const position: ChosenPosition = {
  lon: 16.1,
  lat: 61.8,
  accuracy_m: 12,
  position_source: "gps",
  place_id: null,
  basis: "fix",
};

test("an observation carries what is known and no empty fields", () => {
  expect(makeObservation(ids, hand, { category: "brak", position, patrolId: null, visitId: null }).payload).toEqual({
    category: "brak",
    lon: 16.1,
    lat: 61.8,
    accuracy_m: 12,
    position_source: "gps",
  });
  const there = { ...position, place_id: "station" };
  expect(
    makeObservation(ids, hand, { category: "brak", position: there, patrolId: "p", visitId: "v" }).payload,
  ).toMatchObject({
    place_id: "station",
    patrol_id: "p",
    visit_id: "v",
  });
});

test("the other kinds carry the fields of the contract", () => {
  expect(makePatrol(ids, hand, 2, "area")).toEqual({
    op_id: "op",
    record_id: "record",
    kind: "patrol",
    type: "create",
    occurred_at: hand.stamp,
    author: "me",
    payload: { started_at: hand.stamp, officers: 2, area_id: "area" },
  });
  expect(
    makeVisit(ids, hand, { patrolId: "p", position, method: "tap", calm: true, endedAt: hand.stamp }).payload,
  ).toEqual({
    patrol_id: "p",
    place_id: null,
    lon: 16.1,
    lat: 61.8,
    accuracy_m: 12,
    started_at: hand.stamp,
    ended_at: hand.stamp,
    method: "tap",
    calm: true,
  });
  expect(makeCheckin(ids, hand, "a").payload).toEqual({ activity_id: "a", started_at: hand.stamp });
  const record = { kind: "visit", recordId: "v" } as const;
  expect(makeAmend("op", hand, record, { calm: false })).toMatchObject({
    record_id: "v",
    type: "amend",
    payload: { calm: false },
  });
  expect(makeRetract("op", hand, record, "fel plats")).toMatchObject({
    type: "retract",
    payload: { reason: "fel plats" },
  });
});

test("a correction carries only what differs", () => {
  const before = { severity: 2, note: "x", started_at: "2026-11-23T20:00:00Z", heads: { girls: { "13-15": 1 } } };
  expect(
    diffPayload(before, {
      severity: 3,
      note: null,
      people_band: null,
      started_at: "2026-11-23T21:00:00.000+01:00",
      heads: { girls: { "13-15": 1 } },
    }),
  ).toEqual({ severity: 3, note: null });
});
