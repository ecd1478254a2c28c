import type { Place } from "../../src/domain/pulled";
import type { LogEntry } from "../../src/domain/log";
import type { Standing } from "../../src/store/schema";
import type { QueueEntry } from "../../src/store/standing";
import type { Change, Operation, PushResult } from "../../src/sync/wire";

export const ME = "me";
export const NOW = Date.parse("2026-11-23T21:47:00+01:00");

let seq = 0;

export function anOperation(change: Partial<Operation> = {}): Operation {
  seq += 1;
  return {
    op_id: `op-${seq}`,
    record_id: "record",
    device_seq: seq,
    kind: "observation",
    type: "create",
    occurred_at: "2026-11-23T21:40:00.000+01:00",
    base_version: null,
    author: ME,
    payload: { category: "brak", lon: 16.1, lat: 61.8, accuracy_m: 10, position_source: "gps" },
    ...change,
  };
}

export function aResult(change: Partial<PushResult> = {}): PushResult {
  return {
    index: 0,
    op_id: "op",
    status: "applied",
    first_status: null,
    seq: 1,
    version: 1,
    received_at: "2026-11-23T20:41:00Z",
    code: null,
    message: null,
    errors: null,
    ...change,
  };
}

export function anEntry(op: Partial<Operation> = {}, standing: Partial<Standing> = {}): QueueEntry {
  const operation = anOperation(op);
  return {
    op: operation,
    standing: {
      op_id: operation.op_id,
      record_id: operation.record_id,
      device_seq: operation.device_seq,
      author: operation.author,
      bytes: 300,
      state: "waiting",
      queued_ms: NOW - 60_000,
      sent_ms: null,
      result: null,
      settled: null,
      ...standing,
    },
  };
}

export const sentWith = (result: Partial<PushResult> = {}): Partial<Standing> => ({
  state: "sent",
  sent_ms: NOW,
  result: aResult(result),
});

export function aRecord(change: Partial<Change> = {}, data: Record<string, unknown> = {}): Change {
  return {
    seq: 5,
    kind: "observation",
    record_id: "record",
    version: 1,
    deleted: false,
    data: { category: "brak", author_is_me: true, occurred_at: "2026-11-23T20:40:00Z", needs_review: false, ...data },
    ...change,
  };
}

export function aPlace(change: Partial<Place> = {}): Place {
  return {
    id: "station",
    area_id: "area",
    code: "station",
    name: "Ljusdals station",
    lon: 16.09712,
    lat: 61.826855,
    radius_m: 60,
    outline: null,
    accuracy_m: 20,
    approximate: false,
    visits_per_week: null,
    minutes_per_week: 45,
    retired: false,
    ...change,
  };
}

export function aLogEntry(change: Partial<LogEntry> = {}): LogEntry {
  return {
    recordId: "record",
    kind: "observation",
    payload: {},
    occurredMs: NOW,
    state: "sent",
    withdrawn: false,
    needsReview: false,
    mayPointOut: false,
    savedMs: NOW,
    sentMs: NOW,
    receivedMs: NOW,
    timeQuality: "good",
    saidMs: null,
    operations: [],
    problems: [],
    ...change,
  };
}
