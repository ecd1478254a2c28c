import type { Client } from "../net/client";
import { readPull, readPush, readReconcile, readSession } from "./answer";
import { reduce } from "./engine";
import { type Effect, type Move, type QueueSlice, type SyncEvent, type SyncState, beginState } from "./state";
import { type Change, PROTO, type PushEnvelope, type SessionAnswer } from "./wire";

/** What the runner asks of the phone's storage. */
export interface SyncStore {
  /** `author` null: everybody's. */
  loadSlice(author: string | null, skip: readonly string[]): Promise<QueueSlice>;
  storeResults(moves: readonly Move[], epoch: string | null): Promise<void>;
  listSent(): Promise<readonly string[]>;
  requeue(opIds: readonly string[], epoch: string): Promise<void>;
  storeChanges(pulled: {
    readonly changes: readonly Change[];
    readonly replace: boolean;
    readonly cursor: string;
    readonly epoch: string;
    readonly owner: string;
  }): Promise<void>;
  keepSession(session: SessionAnswer): Promise<void>;
  /** `serverMs`: the server's clock, where it is known. */
  noteDrained(wallMs: number, serverMs: number | null): Promise<void>;
  /** Takes away everything but what is unsent: the phone is revoked. */
  shred(): Promise<void>;
}

/** Keeps two tabs from doing the same work; nothing is lost where it fails. */
export interface SyncLock {
  take(): Promise<boolean>;
  renew(): Promise<void>;
  release(): Promise<void>;
}

export interface RunnerNeeds {
  readonly store: SyncStore;
  readonly lock: SyncLock;
  readonly client: Client;
  readonly clock: { nowMs(): number; wallMs(): number; stamp(): string };
  readonly random: () => number;
  readonly setTimer: (act: () => void, afterMs: number) => () => void;
  readonly deviceId: string;
  readonly appVersion: string;
  readonly onState: (state: SyncState) => void;
}

const PULL_LIMIT = 500;
/** Timers may ring a little early. */
const TIMER_SLACK_MS = 20;

/** Does what the engine decides, and tells it what came of it. It decides nothing itself. */
export class SyncRunner {
  private current: SyncState;
  private request = new AbortController();
  private stopTimer: (() => void) | null = null;
  private leasing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly needs: RunnerNeeds,
    person: string | null,
  ) {
    this.current = beginState(person);
  }

  get state(): SyncState {
    return this.current;
  }

  tell(event: SyncEvent): void {
    const { clock, random } = this.needs;
    const step = reduce(this.current, event, { nowMs: clock.nowMs(), wallMs: clock.wallMs(), dice: random() });
    this.current = step.state;
    for (const effect of step.effects) this.perform(effect, step.state.run);
    this.needs.onState(step.state);
  }

  private perform(effect: Effect, run: number): void {
    switch (effect.do) {
      case "abort":
        this.request.abort();
        this.request = new AbortController();
        return;
      case "wake":
        this.stopTimer?.();
        this.stopTimer = this.needs.setTimer(
          () => this.tell({ type: "triggered", trigger: "timer" }),
          effect.afterMs + TIMER_SLACK_MS,
        );
        return;
      case "acquire_lease":
        this.lease(() => this.needs.lock.take()).then((granted) => this.tell({ type: "leased", run, granted }));
        return;
      case "release_lease":
        void this.lease(() => this.needs.lock.release().then(() => true));
        return;
      case "keep_session":
        this.needs.store.keepSession(effect.session).catch(() => undefined);
        return;
      case "note_drained":
        this.needs.store.noteDrained(effect.wallMs, effect.serverMs).catch(() => undefined);
        return;
      default:
        this.ask(effect, run).then(
          (event) => this.tell(event),
          (error: unknown) =>
            this.tell({ type: "store_failed", run, why: error instanceof Error ? error.message : String(error) }),
        );
    }
  }

  /** One after the other: a release must not overtake the lease that follows it. A lock that fails stops nobody. */
  private lease(act: () => Promise<boolean>): Promise<boolean> {
    const result = this.leasing.then(act).catch(() => true);
    this.leasing = result;
    return result;
  }

  private envelope(effect: Extract<Effect, { do: "push" | "surrender" }>): PushEnvelope {
    return {
      proto: PROTO,
      epoch: effect.epoch,
      device_id: this.needs.deviceId,
      app: this.needs.appVersion,
      sent_at: this.needs.clock.stamp(),
      queue: effect.summary,
      ops: effect.ops,
    };
  }

  private async ask(
    effect: Exclude<
      Effect,
      { do: "abort" | "wake" | "acquire_lease" | "release_lease" | "keep_session" | "note_drained" }
    >,
    run: number,
  ): Promise<SyncEvent> {
    const { store, client } = this.needs;
    const signal = this.request.signal;
    switch (effect.do) {
      case "read_session":
        return {
          type: "session_read",
          run,
          outcome: readSession(await client({ method: "GET", path: "/api/v1/session" }, signal)),
        };
      case "load_queue": {
        await this.needs.lock.renew().catch(() => undefined);
        return { type: "queue_loaded", run, slice: await store.loadSlice(effect.author, effect.skip) };
      }
      case "push": {
        const body = this.envelope(effect);
        const request = { method: "POST", path: "/api/v1/sync/push", body, csrf: effect.csrf } as const;
        return { type: "push_read", run, outcome: readPush(await client(request, signal), effect.ops) };
      }
      case "surrender": {
        const request = { method: "POST", path: "/api/v1/sync/surrender", body: this.envelope(effect) } as const;
        return { type: "surrender_read", run, outcome: readPush(await client(request, signal), effect.ops) };
      }
      case "shred":
        await store.shred();
        return { type: "stored", run };
      case "store_results":
        await store.storeResults(effect.moves, effect.epoch);
        return { type: "stored", run };
      case "list_sent":
        return { type: "sent_listed", run, opIds: await store.listSent() };
      case "reconcile": {
        const body = { device_id: this.needs.deviceId, epoch: effect.epoch, ops: effect.opIds };
        const request = { method: "POST", path: "/api/v1/sync/reconcile", body, csrf: effect.csrf } as const;
        return { type: "reconcile_read", run, outcome: readReconcile(await client(request, signal), effect.opIds) };
      }
      case "requeue":
        await store.requeue(effect.opIds, effect.epoch);
        return { type: "stored", run };
      case "pull": {
        const query = new URLSearchParams({ limit: String(PULL_LIMIT) });
        if (effect.cursor !== null) query.set("cursor", effect.cursor);
        const reply = await client({ method: "GET", path: `/api/v1/sync/pull?${query}` }, signal);
        return { type: "pull_read", run, outcome: readPull(reply, effect.cursor) };
      }
      case "store_changes":
        await store.storeChanges(effect);
        return { type: "stored", run };
    }
  }
}
