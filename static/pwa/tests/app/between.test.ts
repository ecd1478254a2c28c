import { expect, test } from "vitest";
import { canUpdate } from "../../src/app/between";
import { parseRoute } from "../../src/app/routes";
import { FIRST_STATE } from "../../src/app/state";
import { isBusy } from "../../src/sync/engine";
import { type SyncState, beginState } from "../../src/sync/state";

const QUIET = { ...FIRST_STATE, sync: beginState("me") };
const inPhase = (phase: SyncState["phase"]) => ({ ...QUIET, sync: { ...QUIET.sync, phase } });

test("between entries, with nothing on its way, a new version may come", () => {
  expect(canUpdate(QUIET)).toBe(true);
  expect(canUpdate(inPhase({ name: "backing_off", untilMs: 1, byServer: false }))).toBe(true);
  expect(canUpdate(inPhase({ name: "paused", reason: "app_blocked" }))).toBe(true);
});

test.each(["#/ny", "#/lugnt", "#/logg/x/ratta", "#/logg/x/aterkalla", "#/logg/x/kopia/y", "#/aktivitet/x"])(
  "not while somebody fills in %s",
  (hash) => {
    expect(canUpdate({ ...QUIET, route: parseRoute(hash) })).toBe(false);
  },
);

test("not while anything is sent or fetched", () => {
  const phases: SyncState["phase"][] = [
    { name: "leasing" },
    { name: "asking_session" },
    { name: "loading" },
    { name: "pushing", batch: [] },
    { name: "storing", newEpoch: null },
    { name: "pulling", asked: null, staged: null },
    { name: "caching", more: false, cursor: "c", epoch: "e" },
  ];
  for (const phase of phases) {
    expect(isBusy(phase)).toBe(true);
    expect(canUpdate(inPhase(phase))).toBe(false);
  }
});

test("not while what was just saved can be undone", () => {
  const toast = { id: 1, text: "Sparat", undo: () => [], detailsOf: null };
  expect(canUpdate({ ...QUIET, toast })).toBe(false);
  expect(canUpdate({ ...QUIET, toast: { ...toast, undo: null } })).toBe(true);
});
