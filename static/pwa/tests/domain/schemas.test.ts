import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { pickPayload } from "../../src/domain/fields";
import { diffPayload, makeAmend, makeCheckin, makeObservation, makePatrol, makeVisit } from "../../src/domain/make";
import { nudgePin } from "../../src/domain/pin";
import { choosePosition } from "../../src/domain/position";
import { makeId } from "../../src/ids";
import checkin from "../../src/schemas/checkin.json";
import observation from "../../src/schemas/observation.json";
import patrol from "../../src/schemas/patrol.json";
import visit from "../../src/schemas/visit.json";
import type { Kind, Payload } from "../../src/sync/wire";
import { stampOf } from "../../src/time/stamp";
import { MAX_NOTE } from "../../src/views/parts/Note";
import { NOW, aPlace } from "./builders";

/** The server's own schemas (`flask sync export-schemas` writes them): what the phone makes must be what the server takes. */
const SCHEMAS: Record<Kind, { properties: object }> = { observation, visit, patrol, checkin };
const ajv = new Ajv2020({ validateFormats: false });
const validators = Object.fromEntries(Object.entries(SCHEMAS).map(([kind, schema]) => [kind, ajv.compile(schema)]));

function problemsOf(kind: Kind, payload: Payload): string[] {
  // The server keeps a field that it does not know, and says so: the phone must not make any.
  const unknown = Object.keys(payload).filter((field) => !(field in SCHEMAS[kind].properties));
  if (unknown.length > 0) return unknown.map((field) => `${field} is unknown`);
  const validate = validators[kind];
  return validate === undefined || validate(payload)
    ? []
    : (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);
}

const id = () => makeId({ wallMs: NOW, fillRandom: (bytes) => crypto.getRandomValues(bytes) });
const ids = () => ({ opId: id(), recordId: id() });
const hand = { author: id(), stamp: stampOf(NOW) };
const place = aPlace({ id: id() });
const surroundings = { nowMs: NOW, checkedInAt: null, areas: [], places: [place] };
const positions = [
  choosePosition({ ...surroundings, fix: null }),
  choosePosition({ ...surroundings, fix: { lon: place.lon, lat: place.lat, accuracy_m: 12.3456789, at_ms: NOW } }),
  choosePosition({ ...surroundings, fix: null, checkedInAt: place }),
];

describe("what the phone makes is what the server takes", () => {
  test.each(positions)("an observation and a visit by $basis", (position) => {
    const seen = makeObservation(ids(), hand, { category: "brak", position, patrolId: id(), visitId: id() });
    const stay = makeVisit(ids(), hand, { patrolId: id(), position, method: "tap", calm: null, endedAt: null });
    expect([...problemsOf("observation", seen.payload), ...problemsOf("visit", stay.payload)]).toEqual([]);
  });

  test("a patrol and a check-in, held or cancelled", () => {
    expect(problemsOf("patrol", makePatrol(ids(), hand, 20, id()).payload)).toEqual([]);
    expect(problemsOf("checkin", makeCheckin(ids(), hand, id()).payload)).toEqual([]);
    const heads = { girls: { "13-15": 4 }, boys: {}, other: { "20-25": 1 } };
    const more = { heads, police_minutes: 600, mood: 3, note: "Lugnt.", cancelled_reason: "Snöstorm" };
    expect(problemsOf("checkin", makeCheckin(ids(), hand, id(), more).payload)).toEqual([]);
  });

  test("a correction, folded into the record that it corrects", () => {
    const [, position] = positions;
    if (position === undefined) throw new Error("no position");
    const record = makeObservation(ids(), hand, { category: "brak", position, patrolId: null, visitId: null });
    const changed = {
      severity: 3,
      people_band: "10+",
      note: "x".repeat(280),
      place_id: null,
      ...nudgePin(position, 50, 0),
    };
    const amend = makeAmend(id(), hand, { kind: "observation", recordId: id() }, diffPayload(record.payload, changed));
    expect(problemsOf("observation", { ...record.payload, ...amend.payload })).toEqual([]);
  });

  test("a note as long as the field lets it be, and no longer", () => {
    const noted = (length: number) => makeCheckin(ids(), hand, id(), { note: "x".repeat(length) }).payload;
    expect(problemsOf("checkin", noted(MAX_NOTE))).toEqual([]);
    expect(problemsOf("checkin", noted(MAX_NOTE + 1))).not.toEqual([]);
  });

  test("the check finds what is wrong", () => {
    expect(problemsOf("observation", { category: "brak" })).not.toEqual([]);
    expect(problemsOf("checkin", { ...makeCheckin(ids(), hand, id()).payload, colour: "red" })).toEqual([
      "colour is unknown",
    ]);
    expect(problemsOf("patrol", makePatrol(ids(), hand, 21, null).payload)).not.toEqual([]);
  });
});

test.each(Object.keys(SCHEMAS) as Kind[])("a copy of a %s has every field of its schema and no other", (kind) => {
  const fields = Object.keys(SCHEMAS[kind].properties);
  const full = Object.fromEntries([...fields, "author_is_me", "received_at"].map((field) => [field, "x"]));
  expect(Object.keys(pickPayload(kind, full)).sort()).toEqual([...fields].sort());
});
