import { type QueueEntry, isRefused, needsAction } from "../store/standing";
import type { OperationType } from "../sync/wire";
import { parseStamp } from "../time/stamp";
import type { EntryState } from "./log";

/** One thing that was done to an entry on this phone, and how far it has come. */
export interface HistoryStep {
  readonly opId: string;
  readonly type: OperationType;
  readonly state: EntryState;
  /** The server keeps it, but it is no part of the entry. */
  readonly refused: boolean;
  /** It is kept until what it belongs to has come. */
  readonly held: boolean;
  readonly savedMs: number;
  readonly sentMs: number | null;
  readonly receivedMs: number | null;
  /** Why it was withdrawn, as it was written. */
  readonly reason: string | null;
}

/** What was done, in the order in which it was done. */
export function listHistory(operations: readonly QueueEntry[], sending: ReadonlySet<string>): HistoryStep[] {
  return operations.map(({ op, standing }) => {
    const { result } = standing;
    const waits = sending.has(op.op_id) ? "sending" : "saved";
    return {
      opId: op.op_id,
      type: op.type,
      state: needsAction(standing) ? "needs_action" : standing.state === "waiting" ? waits : "sent",
      refused: isRefused(standing),
      held: result?.code === "held" && result.version === null,
      savedMs: standing.queued_ms,
      sentMs: standing.sent_ms,
      receivedMs: parseStamp(result?.received_at),
      reason: op.type === "retract" && typeof op.payload.reason === "string" ? op.payload.reason : null,
    };
  });
}
