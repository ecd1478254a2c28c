import type { Outcome } from "./answer";
import { boundRetryAfterMs, chooseDelayMs } from "./backoff";
import type { Effect, Moment, PauseReason, Phase, Step, SyncState } from "./state";
import { MAX_OPS_PER_PUSH, type QueueSummary } from "./wire";

/** The moves that every part of the engine makes: go on, begin, finish, back off, pause. */

/** A session that was read longer ago is read again, so that somebody else's sign-in at the desk is noticed. */
const SESSION_FRESH_MS = 600_000;
/** Another tab is syncing: look again soon, for it may have closed. */
const OTHER_TAB_DELAY_MS = 3_000;
/** A server whose epoch changes at every answer must not be reconciled with for ever. */
const MAX_RECONCILES_PER_RUN = 2;

/** What an envelope without operations says of the queue. */
export const NO_QUEUE: QueueSummary = { count: 0, oldest_at: null, max_seq: 0 };

const RELEASE: Effect = { do: "release_lease" };

export const stay = (state: SyncState): Step => ({ state, effects: [] });

export function goOn(state: SyncState, at: Moment, phase: Phase, ...effects: Effect[]): Step {
  return { state: { ...state, phase, phaseSinceMs: at.nowMs }, effects };
}

export function begin(state: SyncState, at: Moment, ...before: Effect[]): Step {
  const fresh = at.nowMs - state.sessionReadMs < SESSION_FRESH_MS;
  const next: SyncState = {
    ...state,
    run: state.run + 1,
    attemptMs: at.nowMs,
    csrf: fresh ? state.csrf : null,
    limit: MAX_OPS_PER_PUSH,
    skip: [],
    moved: 0,
    foreignRefusals: 0,
    csrfRenewed: false,
    reconciled: 0,
    again: false,
  };
  return goOn(next, at, { name: "leasing" }, ...before, { do: "acquire_lease" });
}

/** The run is over: all is sent, or what is left was tried and waits for a later run. */
export function finish(state: SyncState, at: Moment): Step {
  if (state.skip.length > 0) return backOff(state, at, { trouble: "retry" });
  const next = { ...state, failures: 0, trouble: null, drainedWallMs: at.wallMs };
  const done = goOn(next, at, { name: "idle" }, RELEASE, {
    do: "note_drained",
    wallMs: at.wallMs,
    serverMs: state.serverMs,
  });
  if (!state.again) return done;
  const more = begin(done.state, at);
  return { state: more.state, effects: [...done.effects, ...more.effects] };
}

export interface BackOffReason {
  readonly trouble: string;
  readonly reach?: SyncState["reach"];
  readonly retryAfterMs?: number | null;
}

export function backOff(state: SyncState, at: Moment, reason: BackOffReason): Step {
  const failures = state.failures + 1;
  const asked = reason.retryAfterMs ?? null;
  const afterMs = asked === null ? chooseDelayMs(failures, at.dice) : boundRetryAfterMs(asked);
  const next: SyncState = {
    ...state,
    failures,
    again: false,
    reach: reason.reach ?? state.reach,
    trouble: reason.trouble,
  };
  const phase: Phase = { name: "backing_off", untilMs: at.nowMs + afterMs, byServer: asked !== null };
  return goOn(next, at, phase, RELEASE, { do: "wake", afterMs });
}

export function waitForOtherTab(state: SyncState, at: Moment): Step {
  const phase: Phase = { name: "backing_off", untilMs: at.nowMs + OTHER_TAB_DELAY_MS, byServer: false };
  return goOn(state, at, phase, { do: "wake", afterMs: OTHER_TAB_DELAY_MS });
}

export function pause(state: SyncState, at: Moment, reason: PauseReason): Step {
  return goOn({ ...state, csrf: null, again: false, trouble: reason }, at, { name: "paused", reason }, RELEASE);
}

export function loadQueue(state: SyncState, at: Moment): Step {
  if (state.person === null) return pause(state, at, "sign_in");
  return goOn(state, at, { name: "loading" }, { do: "load_queue", author: state.person, skip: state.skip });
}

export function readSession(state: SyncState, at: Moment): Step {
  return goOn({ ...state, csrf: null }, at, { name: "asking_session" }, { do: "read_session" });
}

export function listSent(state: SyncState, at: Moment, epoch: string): Step {
  if (state.reconciled >= MAX_RECONCILES_PER_RUN) return backOff(state, at, { trouble: "epoch_changed" });
  return goOn({ ...state, reconciled: state.reconciled + 1 }, at, { name: "listing", epoch }, { do: "list_sent" });
}

/** Revoking a phone closes its sessions, so that a session which has ended may mean either: an empty hand tells. */
function askWhetherRevoked(state: SyncState, at: Moment, otherwise: PauseReason): Step {
  const phase: Phase = { name: "handing_in", batch: [], otherwise };
  const ask: Effect = { do: "surrender", ops: [], epoch: state.epoch, summary: NO_QUEUE };
  return goOn({ ...state, csrf: null, again: false, skip: [] }, at, phase, ask);
}

type Failure = Exclude<Outcome<never>, { kind: "ok" }>;

/** What is done about a request that did not succeed, whichever it was. Nothing in the store changes. */
export function meetFailure(state: SyncState, at: Moment, failure: Failure): Step {
  if (failure.kind === "unreachable") return backOff(state, at, { trouble: "unreachable", reach: "unreachable" });
  const reached: SyncState = { ...state, reach: "reached" };
  if (failure.kind === "invalid") return backOff(reached, at, { trouble: `unreadable answer: ${failure.why}` });
  if (failure.kind === "unavailable")
    return backOff(reached, at, { trouble: `http ${failure.status}`, retryAfterMs: failure.retryAfterMs });
  if (failure.status === 401) return askWhetherRevoked(reached, at, "sign_in");
  if (failure.code === "csrf_failed" && !state.csrfRenewed) return readSession({ ...reached, csrfRenewed: true }, at);
  if (failure.code === "device_revoked") return askWhetherRevoked(reached, at, failure.code);
  if (failure.code === "not_permitted" || failure.code === "app_blocked") return pause(reached, at, failure.code);
  if (failure.code === "epoch_changed" && failure.epoch !== null) return listSent(reached, at, failure.epoch);
  return backOff(reached, at, { trouble: failure.code, retryAfterMs: failure.retryAfterMs });
}
