import type { Outcome } from "./answer";
import { NO_QUEUE, backOff, goOn, listSent, loadQueue, meetFailure } from "./course";
import { beginPull } from "./pull_rules";
import type { Move, Moment, QueueSlice, Step, SyncState, WaitingOperation } from "./state";
import {
  ENVELOPE_BYTES,
  MAX_BODY_BYTES,
  MAX_OPS_PER_PUSH,
  type Operation,
  type PushAnswer,
  type PushResult,
} from "./wire";

/** Refusals of single operations that do not come from our server's judgement, before the run gives up. */
const MAX_FOREIGN_REFUSALS = 3;

/** The first operations that fit a batch: at least one, at most `limit`, under the size that the server takes. */
export function chooseBatch(ready: readonly WaitingOperation[], limit: number): WaitingOperation[] {
  const batch: WaitingOperation[] = [];
  let bytes = ENVELOPE_BYTES;
  for (const waiting of ready) {
    bytes += waiting.bytes + 1;
    if (batch.length > 0 && (batch.length >= limit || bytes > MAX_BODY_BYTES)) break;
    batch.push(waiting);
  }
  return batch;
}

export function meetQueue(state: SyncState, at: Moment, slice: QueueSlice): Step {
  const { ownWaiting, othersWaiting, epoch, cursor } = slice;
  const next: SyncState = { ...state, ownWaiting, othersWaiting, epoch, cursor };
  const batch = chooseBatch(slice.ready, state.limit);
  if (batch.length === 0) return beginPull(next, at);
  if (state.csrf === null) return backOff(next, at, { trouble: "no csrf token" });
  const ops = batch.map((waiting) => waiting.op);
  const phase = { name: "pushing", batch } as const;
  return goOn(next, at, phase, { do: "push", ops, epoch, summary: slice.summary, csrf: state.csrf });
}

/**
 * What each result means for its operation. Only a final status moves one; `retry`, and an operation that no result
 * names, stay. A result without an op_id stands for an operation that the server kept raw because it could not read
 * even that: sending it again would only be kept raw again.
 */
export function judgeResults(
  ops: readonly Operation[],
  results: readonly PushResult[],
): { moves: Move[]; kept: string[] } {
  const byIndex = new Map(results.map((result) => [result.index, result]));
  const moves: Move[] = [];
  const kept: string[] = [];
  ops.forEach((op, index) => {
    const result = byIndex.get(index);
    if (result === undefined || result.status === "retry") kept.push(op.op_id);
    else moves.push({ opId: op.op_id, to: result.op_id === null ? "set_aside" : "sent", result });
  });
  return { moves, kept };
}

export function meetPush(
  state: SyncState,
  at: Moment,
  batch: readonly WaitingOperation[],
  outcome: Outcome<PushAnswer>,
): Step {
  if (outcome.kind === "ok") return keepResults(state, at, batch, outcome.value);
  const status = outcome.kind === "refused" || outcome.kind === "unavailable" ? outcome.status : 0;
  if (status === 400 || status === 413) return narrow(state, at, batch, outcome.kind === "refused", status);
  return meetFailure(state, at, outcome);
}

function keepResults(state: SyncState, at: Moment, batch: readonly WaitingOperation[], answer: PushAnswer): Step {
  const ops = batch.map((waiting) => waiting.op);
  const { moves, kept } = judgeResults(ops, answer.results);
  const newEpoch = state.epoch !== null && answer.epoch !== state.epoch ? answer.epoch : null;
  const next: SyncState = {
    ...state,
    reach: "reached",
    failures: moves.length > 0 ? 0 : state.failures,
    moved: state.moved + moves.length,
    skip: [...state.skip, ...kept],
    missingSeq: answer.missing_seq,
  };
  const epoch = state.epoch ?? answer.epoch;
  return goOn(next, at, { name: "storing", newEpoch }, { do: "store_results", moves, epoch });
}

/** Halves the batch until one operation stands alone; `ours`: our server said so, in its own error shape. */
function narrow(state: SyncState, at: Moment, batch: readonly WaitingOperation[], ours: boolean, status: number): Step {
  const next: SyncState = { ...state, reach: "reached" };
  const first = batch[0];
  if (first === undefined || state.csrf === null) return backOff(next, at, { trouble: `http ${status}` });
  if (batch.length > 1) return loadQueue({ ...next, limit: Math.floor(batch.length / 2) }, at);
  if (ours && status === 400) {
    const probe = { do: "push", ops: [], epoch: state.epoch, summary: NO_QUEUE, csrf: state.csrf } as const;
    return goOn(next, at, { name: "probing", suspect: first.op }, probe);
  }
  // A single entry is a few kilobytes: a 413 for it, or a 400 that our server did not write, speaks of what lies between.
  const foreignRefusals = state.foreignRefusals + 1;
  if (foreignRefusals >= MAX_FOREIGN_REFUSALS && state.moved === 0)
    return backOff(next, at, { trouble: `http ${status}` });
  const skip = [...state.skip, first.op.op_id];
  return loadQueue({ ...next, foreignRefusals, skip, limit: MAX_OPS_PER_PUSH }, at);
}

/**
 * The answer to an empty batch, sent because one operation alone was refused with 400. If the envelope is taken without
 * it, the operation is what can't be read. If not, the fault is in every envelope that this phone makes, and no entry
 * may be blamed for it.
 */
export function meetProbe(state: SyncState, at: Moment, suspect: Operation, outcome: Outcome<PushAnswer>): Step {
  if (outcome.kind === "ok") return setAside(state, at, suspect);
  return meetFailure(state, at, outcome);
}

function setAside(state: SyncState, at: Moment, op: Operation): Step {
  const result: PushResult = {
    index: 0,
    op_id: op.op_id,
    status: "quarantined",
    first_status: null,
    seq: null,
    version: null,
    received_at: null,
    code: "envelope_unreadable",
    message: null,
    errors: null,
  };
  const next: SyncState = { ...state, limit: MAX_OPS_PER_PUSH, moved: state.moved + 1 };
  const moves: Move[] = [{ opId: op.op_id, to: "set_aside", result }];
  return goOn(next, at, { name: "storing", newEpoch: null }, { do: "store_results", moves, epoch: state.epoch });
}

export function afterStoring(state: SyncState, at: Moment, newEpoch: string | null): Step {
  return newEpoch === null ? loadQueue(state, at) : listSent(state, at, newEpoch);
}
