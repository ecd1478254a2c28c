import type { Outcome } from "./answer";
import { backOff, goOn, pause } from "./course";
import { chooseBatch, judgeResults } from "./push_rules";
import type { Moment, Phase, QueueSlice, Step, SyncState } from "./state";
import { MAX_OPS_PER_PUSH, type PushAnswer } from "./wire";

/**
 * What a revoked phone does at its next contact: everything that waits is handed in, raw, and then the rest is shredded.
 * The server says first that the phone is revoked, in its answer to an empty hand; nothing is given up before that.
 */
type HandingIn = Extract<Phase, { name: "handing_in" }>;

export function meetSurrender(state: SyncState, at: Moment, phase: HandingIn, outcome: Outcome<PushAnswer>): Step {
  const { batch, otherwise } = phase;
  if (outcome.kind === "refused") return pause({ ...state, reach: "reached" }, at, otherwise);
  if (outcome.kind !== "ok") {
    // A session that has only run out needs no second try: the person signs in when they next look.
    if (batch.length === 0 && otherwise === "sign_in") return pause(state, at, otherwise);
    return backOff(state, at, { trouble: "device_revoked" });
  }
  if (batch.length === 0) return gather(state, at);
  const ops = batch.map((waiting) => waiting.op);
  const { moves, kept } = judgeResults(ops, outcome.value.results);
  const next: SyncState = { ...state, reach: "reached", skip: [...state.skip, ...kept] };
  return goOn(next, at, { name: "storing_receipt" }, { do: "store_results", moves, epoch: state.epoch });
}

/** Everybody's entries: who else used the phone must not lose what they left in it. */
export function gather(state: SyncState, at: Moment): Step {
  return goOn(state, at, { name: "gathering" }, { do: "load_queue", author: null, skip: state.skip });
}

export function meetGathered(state: SyncState, at: Moment, slice: QueueSlice): Step {
  const batch = chooseBatch(slice.ready, MAX_OPS_PER_PUSH);
  if (batch.length === 0) return goOn(state, at, { name: "shredding" }, { do: "shred" });
  const ops = batch.map((waiting) => waiting.op);
  const phase: Phase = { name: "handing_in", batch, otherwise: "device_revoked" };
  return goOn(state, at, phase, { do: "surrender", ops, epoch: slice.epoch, summary: slice.summary });
}

export function afterShredding(state: SyncState, at: Moment): Step {
  return pause({ ...state, person: null, ownWaiting: 0 }, at, "device_revoked");
}
