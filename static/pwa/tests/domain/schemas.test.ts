import { expect, test } from "vitest";
import { makeCheckin, makeObservation, makePatrol, makeVisit } from "../../src/domain/make";
import checkin from "../../src/schemas/checkin.json";
import observation from "../../src/schemas/observation.json";
import patrol from "../../src/schemas/patrol.json";
import visit from "../../src/schemas/visit.json";
import type { Payload } from "../../src/sync/wire";
import { MAX_NOTE } from "../../src/views/parts/Note";

// What the server reads (`flask --app wsgi sync export-schemas`), as far as it uses JSON Schema.
interface Shape {
  readonly type?: string;
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly properties?: Record<string, Shape>;
  readonly required?: readonly string[];
}

const TYPES: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === "string",
  number: (value) => typeof value === "number" && Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  null: (value) => value === null,
  array: Array.isArray,
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

function fits(shape: Shape, value: unknown): boolean {
  if (shape.anyOf) return shape.anyOf.some((one) => fits(one, value));
  if (shape.type && !TYPES[shape.type]?.(value)) return false;
  if (shape.enum && !shape.enum.includes(value)) return false;
  if (typeof value === "string") {
    if (shape.pattern && !new RegExp(shape.pattern).test(value)) return false;
    if (shape.maxLength !== undefined && value.length > shape.maxLength) return false;
  }
  if (typeof value === "number") return value >= (shape.minimum ?? -Infinity) && value <= (shape.maximum ?? Infinity);
  return true;
}

function misfits(schema: Shape, payload: Payload): string[] {
  const known = schema.properties ?? {};
  const missing = (schema.required ?? []).filter((name) => !(name in payload));
  const wrong = Object.entries(payload).filter(([name, value]) => !known[name] || !fits(known[name], value));
  return [...missing, ...wrong.map(([name]) => name)];
}

const id = "01932c5e-7c00-7000-8000-000000000001";
const ids = { opId: id, recordId: id };
const hand = { author: id, stamp: "2026-11-23T21:46:55.000+01:00" };
const fix = { lon: 16.09, lat: 61.83, accuracy_m: 12, position_source: "gps", basis: "fix" } as const;
const position = { ...fix, place_id: id };

test("what the phone makes is what the server reads", () => {
  expect(misfits(patrol, makePatrol(ids, hand, 2, id).payload)).toEqual([]);
  const stay = { patrolId: id, position, method: "tap", calm: true, endedAt: hand.stamp } as const;
  expect(misfits(visit, makeVisit(ids, hand, stay).payload)).toEqual([]);
  expect(misfits(visit, makeVisit(ids, hand, { ...stay, calm: null, endedAt: null }).payload)).toEqual([]);
  const seen = { category: "brak", position, patrolId: id, visitId: id };
  expect(misfits(observation, makeObservation(ids, hand, seen).payload)).toEqual([]);
  const heads = { heads: { girls: { "13-15": 4 } }, mood: 3, police_minutes: 20, note: "Lugn kväll" };
  expect(misfits(checkin, makeCheckin(ids, hand, id, heads).payload)).toEqual([]);
});

test("a payload of another shape does not fit", () => {
  expect(misfits(visit, { ...makePatrol(ids, hand, 2, id).payload })).toContain("patrol_id");
  expect(misfits(patrol, { started_at: hand.stamp, officers: 0 })).toEqual(["officers"]);
});

test("a note is as long as the server takes", () => {
  expect(fits(observation.properties.note, "x".repeat(MAX_NOTE))).toBe(true);
  expect(fits(observation.properties.note, "x".repeat(MAX_NOTE + 1))).toBe(false);
});
