import { describe, expect, test } from "vitest";
import { FIRST_STATE } from "../../src/app/state";
import { diffPayload } from "../../src/domain/make";
import { toLocalInput } from "../../src/time/stamp";
import type { LogEntry } from "../../src/domain/log";
import { listWarnings } from "../../src/views/SyncScreen";
import { beginForm, finishForm } from "../../src/views/forms";
import { readNote } from "../../src/views/parts/Note";
import { NOW, aLogEntry, aPlace } from "../domain/builders";

const coop = aPlace({ id: "coop", code: "coop", lon: 16.09223, lat: 61.82914, radius_m: 60, accuracy_m: 50 });
const state = { ...FIRST_STATE, nowMs: NOW, pulled: { ...FIRST_STATE.pulled, places: [aPlace(), coop] } };
const at = (ms: number) => new Date(ms).toISOString();
const finish = (entry: LogEntry, patch: Record<string, unknown> = {}) =>
  finishForm(entry, { ...beginForm(entry, entry.payload), ...patch }, state);
const changes = (entry: LogEntry, patch: Record<string, unknown> = {}) =>
  diffPayload(entry.payload, finish(entry, patch).fields);

const observation = aLogEntry({
  occurredMs: NOW - 123_456,
  payload: {
    category: "brak",
    lon: 16.09712,
    lat: 61.826855,
    accuracy_m: 12,
    position_source: "gps",
    place_id: "station",
    severity: 2,
  },
});
const visit = aLogEntry({
  kind: "visit",
  payload: {
    patrol_id: "p",
    place_id: "station",
    lon: 16.09712,
    lat: 61.826855,
    accuracy_m: 60,
    calm: null,
    method: "tap",
    started_at: at(NOW - 1_234_567),
    ended_at: at(NOW - 234_567),
  },
});
const patrol = aLogEntry({ kind: "patrol", payload: { started_at: at(NOW - 7_200_000), officers: 2 } });
const checkin = aLogEntry({
  kind: "checkin",
  payload: {
    activity_id: "a",
    started_at: at(NOW - 7_200_000),
    ended_at: at(NOW - 60_000),
    heads: { girls: { "13-15": 2 } },
    police_minutes: 20,
    mood: 3,
  },
});

describe("a form that was not touched", () => {
  test.each([observation, visit, patrol, checkin])("changes nothing of a $kind", (entry) => {
    expect(changes(entry)).toEqual({});
    expect(finish(entry)).toMatchObject({ occurredMs: null, errors: {} });
  });
});

describe("an entry of a phone whose clock was set back afterwards", () => {
  const later = { ...state, nowMs: NOW - 400 * 24 * 3_600_000 };

  test.each([observation, visit, patrol, checkin])("a $kind is not refused for a time that nobody touched", (entry) => {
    expect(finishForm(entry, beginForm(entry, entry.payload), later).errors).toEqual({});
  });
});

describe("an observation", () => {
  test("changes what was changed and clears what was cleared", () => {
    expect(changes(observation, { severity: null, people: "3-5", note: "  Högljudda  ", category: "klotter" })).toEqual(
      {
        category: "klotter",
        severity: null,
        people_band: "3-5",
        note: "Högljudda",
      },
    );
  });

  test("has another time only when its minute was changed", () => {
    const earlier = toLocalInput(NOW - 3_600_000);
    const chosenMs = finish(observation, { occurred: earlier }).occurredMs ?? 0;
    expect(toLocalInput(chosenMs)).toBe(earlier);
    expect(finish(observation, { occurred: "" }).errors).toEqual({ occurred: "edit.error.time" });
    expect(finish(observation, { occurred: toLocalInput(NOW + 3_600_000) }).errors).toEqual({
      occurred: "edit.error.future",
    });
  });
});

describe("a visit", () => {
  test("that is moved to another place is at that place's middle, edited", () => {
    expect(changes(visit, { place: "coop", calm: "yes" })).toEqual({
      place_id: "coop",
      lon: 16.09223,
      lat: 61.82914,
      calm: true,
      method: "edited",
    });
  });

  test("must end after it began, and not in the future", () => {
    expect(finish(visit, { ended: toLocalInput(NOW - 7_200_000) }).errors).toEqual({ ended: "edit.error.order" });
    expect(finish(visit, { ended: toLocalInput(NOW + 7_200_000) }).errors).toEqual({ ended: "edit.error.future" });
    expect(finish(visit, { started: "" }).errors).toEqual({ started: "edit.error.time" });
  });

  test("can be opened again", () => {
    expect(changes(visit, { ended: "" })).toEqual({ ended_at: null, method: "edited" });
  });
});

test("a patrol and a check-in change by their own fields", () => {
  expect(changes(patrol, { officers: 3 })).toEqual({ officers: 3 });
  expect(changes(checkin, { heads: { girls: { "13-15": 3 } }, policeMinutes: 0, mood: null, note: "Lugnt" })).toEqual({
    heads: { girls: { "13-15": 3 } },
    police_minutes: 0,
    mood: null,
    note: "Lugnt",
  });
});

test("a note is sent without half characters, and not at all when it is empty", () => {
  expect(readNote(" kväll 😀 ")).toBe("kväll 😀");
  expect(readNote("\ud83d")).toBeNull();
  expect(readNote("   ")).toBeNull();
});

test("what could be wrong with the storage is said", () => {
  const device = { ...FIRST_STATE.device, persisted: true, usedBytes: 1, quotaBytes: 100 };
  const chip = {
    state: "waiting",
    ownWaiting: 1,
    othersWaiting: 0,
    sending: 0,
    attention: 0,
    oldestMs: NOW - 1,
  } as const;
  expect(listWarnings(device, chip, NOW)).toEqual([]);
  expect(listWarnings({ ...device, persisted: false }, chip, NOW)).toEqual(["sync.warn.persisted"]);
  expect(listWarnings({ ...device, ios: true, usedBytes: 95 }, { ...chip, oldestMs: NOW - 90_000_000 }, NOW)).toEqual([
    "sync.warn.old",
    "sync.warn.quota",
    "sync.warn.ios",
  ]);
});
