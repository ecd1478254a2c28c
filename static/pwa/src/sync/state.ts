import type { Outcome } from "./answer";
import type { Change, Operation, PullPage, PushAnswer, PushResult, QueueSummary, SessionAnswer } from "./wire";

/** When something happened, and the dice that go with it: the engine has no clock and no chance of its own. */
export interface Moment {
  /** Monotonic: a person who sets the phone's clock must not stall the queue. */
  readonly nowMs: number;
  /** What the phone's clock shows; only ever shown or stored, never compared. */
  readonly wallMs: number;
  /** 0 <= dice < 1. */
  readonly dice: number;
}

export interface WaitingOperation {
  readonly op: Operation;
  readonly bytes: number;
}

/** What the store says when asked for work. */
export interface QueueSlice {
  /** The signed-in person's own, oldest first, at most one batch, without those to skip. */
  readonly ready: readonly WaitingOperation[];
  readonly ownWaiting: number;
  readonly othersWaiting: number;
  readonly summary: QueueSummary;
  readonly epoch: string | null;
  readonly cursor: string | null;
}

/** What becomes of one operation. Nothing is ever deleted by a sync. */
export interface Move {
  readonly opId: string;
  /** `sent`: the server has it. `set_aside`: it refuses to read it; kept here, shown as "Behöver åtgärd". */
  readonly to: "sent" | "set_aside";
  readonly result: PushResult;
}

export type PauseReason = "sign_in" | "other_person" | "device_revoked" | "not_permitted" | "app_blocked";

export type Phase =
  | { readonly name: "idle" }
  | { readonly name: "leasing" }
  | { readonly name: "asking_session" }
  | { readonly name: "loading" }
  | { readonly name: "pushing"; readonly batch: readonly WaitingOperation[] }
  | { readonly name: "probing"; readonly suspect: Operation }
  | { readonly name: "storing"; readonly newEpoch: string | null }
  | { readonly name: "listing"; readonly epoch: string }
  | {
      readonly name: "reconciling";
      readonly epoch: string;
      readonly asked: readonly string[];
      readonly rest: readonly string[];
      readonly missing: readonly string[];
    }
  | { readonly name: "requeueing" }
  | { readonly name: "pulling"; readonly asked: string | null; readonly staged: readonly Change[] | null }
  | { readonly name: "caching"; readonly more: boolean; readonly cursor: string; readonly epoch: string }
  | {
      readonly name: "handing_in";
      readonly batch: readonly WaitingOperation[];
      /** What the phone waits for where the server does not say that it is revoked. */
      readonly otherwise: PauseReason;
    }
  | { readonly name: "storing_receipt" }
  | { readonly name: "gathering" }
  | { readonly name: "shredding" }
  | { readonly name: "backing_off"; readonly untilMs: number; readonly byServer: boolean }
  | { readonly name: "paused"; readonly reason: PauseReason };

export interface SyncState {
  /** Counts the runs; what an abandoned run still says is not listened to. */
  readonly run: number;
  readonly phase: Phase;
  readonly phaseSinceMs: number;
  readonly person: string | null;
  /** The operator has told this version of the app to send nothing. */
  readonly blocked: boolean;
  readonly csrf: string | null;
  readonly sessionReadMs: number;
  readonly reach: "unknown" | "reached" | "unreachable";
  readonly failures: number;
  readonly attemptMs: number;
  readonly pulledMs: number;
  /** Most operations in the next batch; halved while a refusal is narrowed down. */
  readonly limit: number;
  /** Operations that this run leaves alone, having tried them. */
  readonly skip: readonly string[];
  readonly moved: number;
  readonly foreignRefusals: number;
  readonly csrfRenewed: boolean;
  readonly reconciled: number;
  /** Something was asked for during the run: go round once more at its end. */
  readonly again: boolean;
  readonly epoch: string | null;
  readonly cursor: string | null;
  readonly ownWaiting: number;
  readonly othersWaiting: number;
  readonly missingSeq: readonly number[];
  /** Why the last attempt failed, for the diagnostics. */
  readonly trouble: string | null;
  readonly drainedWallMs: number | null;
  /** The server's clock in the newest page of changes, milliseconds since 1970. */
  readonly serverMs: number | null;
}

export type Trigger = "start" | "save" | "visible" | "online" | "button" | "tick" | "timer";

export type SyncEvent =
  | { readonly type: "triggered"; readonly trigger: Trigger }
  | { readonly type: "signed_in"; readonly person: string; readonly csrf: string | null }
  | { readonly type: "signed_out" }
  | { readonly type: "blocked"; readonly blocked: boolean }
  | { readonly type: "connection_lost" }
  | { readonly type: "leased"; readonly run: number; readonly granted: boolean }
  | { readonly type: "session_read"; readonly run: number; readonly outcome: Outcome<SessionAnswer> }
  | { readonly type: "queue_loaded"; readonly run: number; readonly slice: QueueSlice }
  | { readonly type: "push_read"; readonly run: number; readonly outcome: Outcome<PushAnswer> }
  | { readonly type: "sent_listed"; readonly run: number; readonly opIds: readonly string[] }
  | { readonly type: "reconcile_read"; readonly run: number; readonly outcome: Outcome<readonly string[]> }
  | { readonly type: "pull_read"; readonly run: number; readonly outcome: Outcome<PullPage> }
  | { readonly type: "surrender_read"; readonly run: number; readonly outcome: Outcome<PushAnswer> }
  | { readonly type: "stored"; readonly run: number }
  | { readonly type: "store_failed"; readonly run: number; readonly why: string };

export type Effect =
  | { readonly do: "acquire_lease" }
  | { readonly do: "release_lease" }
  | { readonly do: "abort" }
  | { readonly do: "wake"; readonly afterMs: number }
  | { readonly do: "read_session" }
  | { readonly do: "keep_session"; readonly session: SessionAnswer }
  /** `author` null: everybody's. */
  | { readonly do: "load_queue"; readonly author: string | null; readonly skip: readonly string[] }
  | {
      readonly do: "surrender";
      readonly ops: readonly Operation[];
      readonly epoch: string | null;
      readonly summary: QueueSummary;
    }
  | { readonly do: "shred" }
  | {
      readonly do: "push";
      readonly ops: readonly Operation[];
      readonly epoch: string | null;
      readonly summary: QueueSummary;
      readonly csrf: string;
    }
  | { readonly do: "store_results"; readonly moves: readonly Move[]; readonly epoch: string | null }
  | { readonly do: "list_sent" }
  | { readonly do: "reconcile"; readonly opIds: readonly string[]; readonly epoch: string; readonly csrf: string }
  | { readonly do: "requeue"; readonly opIds: readonly string[]; readonly epoch: string }
  | { readonly do: "pull"; readonly cursor: string | null }
  | {
      readonly do: "store_changes";
      readonly changes: readonly Change[];
      readonly replace: boolean;
      readonly cursor: string;
      readonly epoch: string;
      readonly owner: string;
    }
  | { readonly do: "note_drained"; readonly wallMs: number; readonly serverMs: number | null };

export interface Step {
  readonly state: SyncState;
  readonly effects: readonly Effect[];
}

/** A moment long past, so that whatever waits for "long enough ago" may happen at once. */
const LONG_AGO_MS = -1e12;

export function beginState(person: string | null): SyncState {
  return {
    run: 0,
    phase: { name: "idle" },
    phaseSinceMs: 0,
    person,
    blocked: false,
    csrf: null,
    sessionReadMs: LONG_AGO_MS,
    reach: "unknown",
    failures: 0,
    attemptMs: LONG_AGO_MS,
    pulledMs: LONG_AGO_MS,
    limit: 0,
    skip: [],
    moved: 0,
    foreignRefusals: 0,
    csrfRenewed: false,
    reconciled: 0,
    again: false,
    epoch: null,
    cursor: null,
    ownWaiting: 0,
    othersWaiting: 0,
    missingSeq: [],
    trouble: null,
    drainedWallMs: null,
    serverMs: null,
  };
}
