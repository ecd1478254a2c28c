import type { Outcome } from "./answer";
import { goOn, loadQueue, meetFailure, pause, readSession } from "./course";
import type { Moment, Phase, Step, SyncState } from "./state";

/** Ids in one request: 39 kB, far below what the server takes. */
const IDS_PER_REQUEST = 1_000;

type Reconciling = Extract<Phase, { name: "reconciling" }>;

/** The ids of what was sent in the last 30 days are here: ask the server which of them it does not have. */
export function meetSentList(state: SyncState, at: Moment, epoch: string, opIds: readonly string[]): Step {
  return askOrRequeue(state, at, epoch, opIds, []);
}

export function meetReconcile(
  state: SyncState,
  at: Moment,
  phase: Reconciling,
  outcome: Outcome<readonly string[]>,
): Step {
  if (outcome.kind !== "ok") return meetFailure(state, at, outcome);
  return askOrRequeue({ ...state, reach: "reached" }, at, phase.epoch, phase.rest, [
    ...phase.missing,
    ...outcome.value,
  ]);
}

/** The new epoch is stored together with what waits again, so that a crash between the two is impossible. */
function askOrRequeue(
  state: SyncState,
  at: Moment,
  epoch: string,
  opIds: readonly string[],
  missing: readonly string[],
): Step {
  if (opIds.length === 0) return goOn(state, at, { name: "requeueing" }, { do: "requeue", opIds: missing, epoch });
  if (state.person === null) return pause(state, at, "sign_in");
  if (state.csrf === null) return readSession(state, at);
  const asked = opIds.slice(0, IDS_PER_REQUEST);
  const rest = opIds.slice(IDS_PER_REQUEST);
  const phase: Phase = { name: "reconciling", epoch, asked, rest, missing };
  return goOn(state, at, phase, { do: "reconcile", opIds: asked, epoch, csrf: state.csrf });
}

export const afterRequeueing = loadQueue;
