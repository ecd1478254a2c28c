import { type QueueEntry, needsAction } from "../store/standing";
import type { SyncState } from "../sync/state";
import type { AppStanding } from "../sync/wire";

/** The newest operations are told of one by one; the rest are counted. */
const MOST_TOLD = 200;
/** What the engine calls its trouble is ours or the browser's; anything longer might be somebody's. */
const MOST_TROUBLE = 120;

export interface DiagnosticSources {
  readonly madeAt: string;
  readonly appVersion: string;
  readonly serverVersion: string | null;
  readonly epoch: string | null;
  readonly deviceSeq: number | null;
  readonly browser: string;
  readonly device: {
    readonly id: string;
    readonly persisted: boolean | null;
    readonly installed: boolean;
    readonly usedBytes: number | null;
    readonly quotaBytes: number | null;
    readonly opensOffline: boolean;
  };
  readonly online: boolean;
  readonly drainedMs: number | null;
  readonly sync: SyncState;
  readonly standing: AppStanding | null;
  readonly queue: readonly QueueEntry[];
  readonly person: string | null;
  readonly updateReady: boolean;
  readonly pulledRecords: number;
  readonly openForms: number;
}

const at = (ms: number | null | undefined) => (ms == null ? null : new Date(ms).toISOString());

function tally<T>(items: readonly T[], name: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[name(item)] = (counts[name(item)] ?? 0) + 1;
  return counts;
}

/**
 * What is known of the app's health. Every field is named here one by one: no payload, no position, no text, nobody's
 * name, and no time at which something was seen.
 */
export function describeDiagnostic(sources: DiagnosticSources) {
  const { device, sync, queue, person, standing } = sources;
  const waiting = queue.filter((entry) => entry.standing.state === "waiting");
  const oldestMs = waiting.reduce<number | null>(
    (oldest, { standing: { queued_ms } }) => (oldest === null ? queued_ms : Math.min(oldest, queued_ms)),
    null,
  );
  return {
    format: "ljuspunkt-diagnostic",
    version: 1,
    made_at: sources.madeAt,
    app: sources.appVersion,
    server: sources.serverVersion,
    device_id: device.id,
    device_seq: sources.deviceSeq,
    epoch: sources.epoch,
    browser: sources.browser,
    storage: {
      persisted: device.persisted,
      installed: device.installed,
      opens_offline: device.opensOffline,
      used_bytes: device.usedBytes,
      quota_bytes: device.quotaBytes,
    },
    queue: {
      by_state: tally(queue, (entry) => entry.standing.state),
      waiting_of_others: waiting.filter((entry) => entry.op.author !== person).length,
      needs_action: tally(
        queue.filter((entry) => needsAction(entry.standing)),
        (entry) => entry.standing.result?.code ?? "none",
      ),
      oldest_waiting_at: at(oldestMs),
      last_drained_at: at(sources.drainedMs),
      missing_seq: sync.missingSeq,
    },
    sync: {
      phase: sync.phase.name,
      paused_for: sync.phase.name === "paused" ? sync.phase.reason : null,
      reach: sync.reach,
      failures: sync.failures,
      trouble: sync.trouble?.slice(0, MOST_TROUBLE) ?? null,
      online: sources.online,
    },
    app_standing: standing === null ? null : { stop: standing.stop, worker: standing.worker },
    update_ready: sources.updateReady,
    pulled_records: sources.pulledRecords,
    open_forms: sources.openForms,
    operations: queue.slice(-MOST_TOLD).map(({ op, standing: stands }) => ({
      op_id: op.op_id,
      record_id: op.record_id,
      device_seq: op.device_seq,
      kind: op.kind,
      type: op.type,
      bytes: stands.bytes,
      state: stands.state,
      queued_at: at(stands.queued_ms),
      sent_at: at(stands.sent_ms),
      status: stands.result?.first_status ?? stands.result?.status ?? null,
      code: stands.result?.code ?? null,
      settled: stands.settled,
    })),
  };
}
