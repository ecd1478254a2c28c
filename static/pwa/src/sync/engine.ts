import { backOff, begin, loadQueue, meetFailure, pause, readSession, stay, waitForOtherTab } from "./course";
import { afterCaching, meetPull } from "./pull_rules";
import { afterStoring, meetProbe, meetPush, meetQueue } from "./push_rules";
import { afterRequeueing, meetReconcile, meetSentList } from "./reconcile_rules";
import type { Moment, PauseReason, Phase, Step, SyncEvent, SyncState, Trigger } from "./state";
import { afterShredding, gather, meetGathered, meetSurrender } from "./surrender_rules";

/**
 * The sync engine: a pure function of what is known and what happened. It reads no clock, no network and no store; the
 * runner does what the effects say and tells what came of it.
 */
export function reduce(state: SyncState, event: SyncEvent, at: Moment): Step {
  if ("run" in event && event.run !== state.run) return stay(state);
  switch (event.type) {
    case "triggered":
      return meetTrigger(state, at, event.trigger);
    case "signed_in": {
      const sessionReadMs = event.csrf === null ? state.sessionReadMs : at.nowMs;
      const changed = event.person !== state.person;
      const next = { ...state, person: event.person, csrf: event.csrf, sessionReadMs, failures: 0 };
      if (state.blocked) return pause(next, at, "app_blocked");
      // What runs for the person before is abandoned, so that nothing of it is stored for the next.
      if (isBusy(state.phase) && !changed) return stay({ ...next, again: true });
      return begin(next, at, { do: "abort" }, { do: "release_lease" });
    }
    case "signed_out": {
      const next = { ...state, run: state.run + 1, person: null };
      const paused = pause(next, at, "sign_in");
      return { state: paused.state, effects: [{ do: "abort" }, ...paused.effects] };
    }
    case "blocked":
      return meetBlock(state, event.blocked, at);
    case "connection_lost":
      return stay({ ...state, reach: "unreachable" });
    case "store_failed":
      return backOff(state, at, { trouble: `store: ${event.why}` });
    default:
      return meetReply(state, event, at);
  }
}

type Reply = Exclude<
  SyncEvent,
  { type: "triggered" | "signed_in" | "signed_out" | "blocked" | "connection_lost" | "store_failed" }
>;

/** A reply counts only in the phase that asked for it. */
function meetReply(state: SyncState, event: Reply, at: Moment): Step {
  const { phase } = state;
  if (event.type === "leased" && phase.name === "leasing") {
    if (!event.granted) return waitForOtherTab(state, at);
    return state.csrf === null ? readSession(state, at) : loadQueue(state, at);
  }
  if (event.type === "session_read" && phase.name === "asking_session") return meetSession(state, event, at);
  if (event.type === "queue_loaded" && phase.name === "gathering") return meetGathered(state, at, event.slice);
  if (event.type === "surrender_read" && phase.name === "handing_in")
    return meetSurrender(state, at, phase, event.outcome);
  if (event.type === "queue_loaded" && phase.name === "loading") return meetQueue(state, at, event.slice);
  if (event.type === "push_read" && phase.name === "pushing") return meetPush(state, at, phase.batch, event.outcome);
  if (event.type === "push_read" && phase.name === "probing") return meetProbe(state, at, phase.suspect, event.outcome);
  if (event.type === "sent_listed" && phase.name === "listing")
    return meetSentList(state, at, phase.epoch, event.opIds);
  if (event.type === "reconcile_read" && phase.name === "reconciling")
    return meetReconcile(state, at, phase, event.outcome);
  if (event.type === "pull_read" && phase.name === "pulling") return meetPull(state, at, phase, event.outcome);
  if (event.type === "stored") return meetStored(state, at);
  return stay(state);
}

function meetStored(state: SyncState, at: Moment): Step {
  const { phase } = state;
  if (phase.name === "storing") return afterStoring(state, at, phase.newEpoch);
  if (phase.name === "requeueing") return afterRequeueing(state, at);
  if (phase.name === "storing_receipt") return gather(state, at);
  if (phase.name === "shredding") return afterShredding(state, at);
  if (phase.name === "caching") return afterCaching(state, at, phase.more, phase.cursor, phase.epoch);
  return stay(state);
}

function meetSession(state: SyncState, event: Extract<Reply, { type: "session_read" }>, at: Moment): Step {
  if (event.outcome.kind !== "ok") return meetFailure(state, at, event.outcome);
  const session = event.outcome.value;
  const reached: SyncState = { ...state, reach: "reached" };
  // Somebody else signed in at the desk of this browser: what this person recorded must not go out in their name.
  if (session.user.id !== state.person) return pause(reached, at, "other_person");
  const next = loadQueue({ ...reached, csrf: session.csrf_token, sessionReadMs: at.nowMs }, at);
  return { state: next.state, effects: [{ do: "keep_session", session }, ...next.effects] };
}

/** A phase that has taken longer has stalled: requests end after 20 s and a transaction takes far less. */
export const STALLED_AFTER_MS = 45_000;
/** While something waits it is tried at least this often, whatever the backoff says: a drained queue within 60 s. */
export const RETRY_WITHIN_MS = 45_000;
/** With nothing waiting, news are fetched this often while the app is open. */
export const PULL_EVERY_MS = 600_000;

const BUSY: readonly Phase["name"][] = [
  "leasing",
  "asking_session",
  "loading",
  "pushing",
  "probing",
  "storing",
  "listing",
  "reconciling",
  "requeueing",
  "pulling",
  "caching",
  "handing_in",
  "storing_receipt",
  "gathering",
  "shredding",
];

export function isBusy(phase: Phase): boolean {
  return BUSY.includes(phase.name);
}

/** What wakes a paused queue: the person looking again, never the clock. */
const WAKES: Readonly<Record<PauseReason, readonly Trigger[]>> = {
  sign_in: ["start", "visible", "online", "button"],
  other_person: ["start", "visible", "button"],
  device_revoked: ["start", "button"],
  not_permitted: ["start", "visible", "button"],
  app_blocked: ["start", "visible", "online", "button"],
};

function meetTrigger(state: SyncState, at: Moment, trigger: Trigger): Step {
  const { phase } = state;
  if (state.person === null || state.blocked) return stay(state);
  if (isBusy(phase)) {
    const stalled = at.nowMs - state.phaseSinceMs > STALLED_AFTER_MS;
    if (stalled)
      return begin({ ...state, trouble: `stalled in ${phase.name}` }, at, { do: "abort" }, { do: "release_lease" });
    return trigger === "tick" || trigger === "timer" ? stay(state) : stay({ ...state, again: true });
  }
  if (phase.name === "paused") return WAKES[phase.reason].includes(trigger) ? begin(state, at) : stay(state);
  if (phase.name === "backing_off") return canRetry(state, at, phase, trigger) ? begin(state, at) : stay(state);
  if (trigger === "timer") return stay(state);
  return trigger !== "tick" || isDue(state, at) ? begin(state, at) : stay(state);
}

/** The operator's brake: whatever runs is abandoned, and nothing begins before it is released. Nothing is lost by it. */
function meetBlock(state: SyncState, blocked: boolean, at: Moment): Step {
  const isPaused = state.phase.name === "paused" && state.phase.reason === "app_blocked";
  if (!blocked) return isPaused ? begin({ ...state, blocked }, at) : stay({ ...state, blocked });
  if (state.blocked || state.person === null) return stay({ ...state, blocked });
  const paused = pause({ ...state, blocked, run: state.run + 1 }, at, "app_blocked");
  return { state: paused.state, effects: [{ do: "abort" }, ...paused.effects] };
}

function isDue(state: SyncState, at: Moment): boolean {
  const waiting = state.ownWaiting > 0 && at.nowMs - state.attemptMs >= RETRY_WITHIN_MS;
  return waiting || at.nowMs - state.pulledMs >= PULL_EVERY_MS;
}

/** Our own backoff gives way to anything that happens; a pause that the server asked for only to its end or a person. */
function canRetry(
  state: SyncState,
  at: Moment,
  phase: Extract<Phase, { name: "backing_off" }>,
  trigger: Trigger,
): boolean {
  if (at.nowMs >= phase.untilMs || trigger === "button") return true;
  if (phase.byServer || trigger === "timer") return false;
  return trigger !== "tick" || at.nowMs - state.attemptMs >= RETRY_WITHIN_MS;
}
