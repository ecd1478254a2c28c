import type { QueueEntry } from "../store/standing";
import { needsAction } from "../store/standing";
import type { SyncState } from "../sync/state";

export type ChipState = "all_sent" | "waiting" | "offline" | "needs_action" | "signed_out";

/** What the chip at the top says of the queue. */
export interface Chip {
  readonly state: ChipState;
  readonly ownWaiting: number;
  readonly othersWaiting: number;
  readonly sending: number;
  readonly attention: number;
  readonly oldestMs: number | null;
}

export interface ChipSources {
  readonly queue: readonly QueueEntry[];
  readonly person: string | null;
  readonly sync: SyncState;
  readonly online: boolean;
}

/** The operations that are on their way just now. */
export function listSending(sync: SyncState): ReadonlySet<string> {
  return new Set(sync.phase.name === "pushing" ? sync.phase.batch.map((waiting) => waiting.op.op_id) : []);
}

export function describeChip({ queue, person, sync, online }: ChipSources): Chip {
  const waiting = queue.filter((entry) => entry.standing.state === "waiting");
  const own = waiting.filter((entry) => entry.op.author === person);
  const attention = queue.filter((entry) => entry.op.author === person && needsAction(entry.standing)).length;
  const blocked =
    sync.phase.name === "paused" && (sync.phase.reason === "sign_in" || sync.phase.reason === "other_person");
  const revoked =
    sync.phase.name === "paused" &&
    (sync.phase.reason === "device_revoked" ||
      sync.phase.reason === "app_blocked" ||
      (sync.phase.reason === "not_permitted" && own.length > 0));
  const counts = {
    ownWaiting: own.length,
    othersWaiting: waiting.length - own.length,
    sending: listSending(sync).size,
    attention,
    oldestMs: waiting[0]?.standing.queued_ms ?? null,
  };
  const choose = (): ChipState => {
    if (attention > 0 || revoked) return "needs_action";
    if (person === null || blocked) return "signed_out";
    if (!online || sync.reach === "unreachable") return "offline";
    return waiting.length > 0 ? "waiting" : "all_sent";
  };
  return { state: choose(), ...counts };
}
