import { describe, expect, test } from "vitest";
import { type DiagnosticSources, describeDiagnostic } from "../../src/domain/diagnostic";
import { beginState } from "../../src/sync/state";
import { ME, NOW, anEntry, sentWith } from "./builders";

const SECRETS = ["röda bänken", "16.1", "61.8", "2026-11-23T21:40", "Elin Åström", "Fel tryck", "brak", "Ring Kalle"];

function sources(change: Partial<DiagnosticSources> = {}): DiagnosticSources {
  const payload = { category: "brak", lon: 16.1, lat: 61.8, accuracy_m: 10, note: "röda bänken" };
  return {
    madeAt: "2026-11-24T08:00:00.000+01:00",
    appVersion: "0.1.0",
    serverVersion: "1.0.0",
    epoch: "epoch-1",
    deviceSeq: 3,
    browser: "Chromium",
    device: { id: "device", persisted: false, installed: true, usedBytes: 1, quotaBytes: 2, opensOffline: true },
    online: false,
    drainedMs: NOW,
    sync: { ...beginState(ME), trouble: "http 502" },
    standing: { stop: "sync", reason: { sv: "Ring Kalle", en: "Ring Kalle" }, worker: "on" },
    queue: [
      anEntry({ payload }),
      anEntry({ type: "retract", payload: { reason: "Fel tryck" } }, { queued_ms: NOW - 1 }),
      anEntry({ payload, author: "somebody" }),
      anEntry(
        { payload },
        sentWith({
          status: "quarantined",
          code: "invalid_payload",
          errors: { note: ["röda bänken"] },
          message: "Elin Åström",
        }),
      ),
    ],
    person: ME,
    updateReady: false,
    pulledRecords: 7,
    openForms: 1,
    ...change,
  };
}

describe("the diagnostic file", () => {
  test("holds nothing of what was written, where, or by whom", () => {
    const text = JSON.stringify(describeDiagnostic(sources()));
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  test("says what a helper asks for", () => {
    expect(describeDiagnostic(sources())).toMatchObject({
      app: "0.1.0",
      device_id: "device",
      storage: { persisted: false, installed: true, opens_offline: true },
      queue: {
        by_state: { waiting: 3, sent: 1 },
        waiting_of_others: 1,
        needs_action: { invalid_payload: 1 },
        oldest_waiting_at: new Date(NOW - 60_000).toISOString(),
      },
      sync: { phase: "idle", trouble: "http 502", online: false },
      app_standing: { stop: "sync", worker: "on" },
      pulled_records: 7,
    });
  });

  test("stays small with a queue of a whole winter", () => {
    const queue = Array.from({ length: 5_000 }, () => anEntry());
    const made = describeDiagnostic(sources({ queue }));
    expect(made.queue.by_state).toEqual({ waiting: 5_000 });
    expect(made.operations.length).toBe(200);
    expect(made.operations.at(-1)?.op_id).toBe(queue.at(-1)?.op.op_id);
  });
});
