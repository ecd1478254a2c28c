import { type Reply, readPull, readPush, readReconcile, readSession } from "../../src/sync/answer";
import { reduce } from "../../src/sync/engine";
import {
  type Effect,
  type Move,
  type QueueSlice,
  type SyncEvent,
  type SyncState,
  type Trigger,
  beginState,
} from "../../src/sync/state";
import type { Operation } from "../../src/sync/wire";
import { readExchange } from "../contract";

/**
 * A model of one phone and one server, to drive the reducer through whole stories. Not a stand-in for IndexedDB: the
 * store is tested in a real browser. The model holds what the contract says each side must keep.
 */
export const ME = "officer-a";
export const OTHER = "officer-b";
/** Somebody of another organisation. */
export const FOREIGNER = "youth-c";

/** What happens to one request on its way: the reply as it reaches the phone. */
export type Fault = (world: World, answer: () => Reply, request: Effect) => Reply;

export const pass: Fault = (_, answer) => answer();
export const lostBefore: Fault = () => null;
export const lostAfter: Fault = (_, answer) => {
  answer();
  return null;
};
export const html: Fault = () => ({ status: 200, body: "<html>Wi-Fi</html>", retryAfter: null });
export const truncated: Fault = (_, answer) => {
  const reply = answer();
  return reply && { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) };
};
export const twice: Fault = (_, answer) => {
  answer();
  return answer();
};
export const refuse =
  (status: number, code: string, extra: Record<string, unknown> = {}, retryAfter: string | null = null): Fault =>
  () => ({
    status,
    body: JSON.stringify({ code, message: code, retry: "later", details: extra, request_id: "r" }),
    retryAfter,
  });
export const gateway: Fault = () => ({ status: 502, body: "<h1>Bad gateway</h1>", retryAfter: null });

interface Stored {
  op: Operation;
  standing: "waiting" | "sent" | "set_aside";
  status: string | null;
}

const SESSION = readExchange("session_signed_in").response.body;
const json = (body: unknown): Reply => ({ status: 200, body: JSON.stringify(body), retryAfter: null });

export class World {
  state: SyncState = beginState(ME);
  nowMs = 0;
  readonly phone = new Map<string, Stored>();
  readonly server = new Map<string, Operation>();
  /** Every op_id in the order in which the server stored it; an id that is here twice was stored twice. */
  readonly log: string[] = [];
  /** The op_ids that the server cannot even read, answered with 400 for the whole envelope. */
  readonly poison = new Set<string>();
  readonly verdicts = new Map<string, string>();
  phoneEpoch: string | null = null;
  serverEpoch = "epoch-1";
  session: string | null = ME;
  csrf = "token-1";
  cursor: string | null = null;
  cacheWrites: { replace: boolean; count: number }[] = [];
  leaseTaken = false;
  revoked = false;
  fault: Fault = pass;
  dice: () => number = () => 0.5;
  requests: Effect["do"][] = [];
  seen: string[] = [];
  wakeAfterMs: number | null = null;
  private seq = 0;

  save(author: string = ME, change: Partial<Operation> = {}): Operation {
    this.seq += 1;
    const id = `op-${this.seq}`;
    const op: Operation = {
      op_id: id,
      record_id: `record-${this.seq}`,
      device_seq: this.seq,
      kind: "observation",
      type: "create",
      occurred_at: "2026-11-23T21:46:55.000+01:00",
      base_version: null,
      author,
      payload: { category: "brak" },
      ...change,
    };
    this.phone.set(id, { op, standing: "waiting", status: null });
    return op;
  }

  /** A CSRF token belongs to its session: the one before is refused. */
  takeSession(person: string | null): void {
    this.session = person;
    this.csrf = `${this.csrf}'`;
  }

  standing(op: Operation) {
    return this.phone.get(op.op_id)?.standing;
  }

  waiting(): number {
    return [...this.phone.values()].filter((stored) => stored.standing === "waiting").length;
  }

  trigger(trigger: Trigger): void {
    this.tell({ type: "triggered", trigger });
  }

  /** Lets time pass in ticks of 15 s, as the runner does. */
  passTime(ms: number): void {
    for (let end = this.nowMs + ms; this.nowMs < end; ) {
      this.nowMs = Math.min(end, this.nowMs + 15_000);
      this.trigger("tick");
    }
  }

  tell(event: SyncEvent): void {
    const events = [event];
    for (let turn = 0; events.length > 0; turn++) {
      if (turn > 20_000) throw new Error("the engine never comes to rest");
      const next = events.shift();
      if (next === undefined) break;
      const at = { nowMs: this.nowMs, wallMs: 1_790_000_000_000 + this.nowMs, dice: this.dice() };
      const step = reduce(this.state, next, at);
      this.state = step.state;
      this.seen.push(step.state.phase.name);
      for (const effect of step.effects) {
        const told = this.perform(effect, step.state.run);
        if (told !== null) events.push(told);
      }
    }
  }

  private perform(effect: Effect, run: number): SyncEvent | null {
    this.requests.push(effect.do);
    switch (effect.do) {
      case "acquire_lease":
        return { type: "leased", run, granted: !this.leaseTaken };
      case "wake":
        this.wakeAfterMs = effect.afterMs;
        return null;
      case "read_session": {
        const reply = this.fault(this, () => this.answerSession(), effect);
        return { type: "session_read", run, outcome: readSession(reply) };
      }
      case "load_queue":
        return { type: "queue_loaded", run, slice: this.loadQueue(effect.author, effect.skip) };
      case "surrender": {
        const reply = this.fault(this, () => this.answerSurrender(effect.ops), effect);
        return { type: "surrender_read", run, outcome: readPush(reply, effect.ops) };
      }
      case "shred":
        for (const [id, stored] of this.phone) if (stored.standing === "sent") this.phone.delete(id);
        return { type: "stored", run };
      case "push": {
        const reply = this.fault(this, () => this.answerPush(effect.ops, effect.epoch, effect.csrf), effect);
        return { type: "push_read", run, outcome: readPush(reply, effect.ops) };
      }
      case "store_results":
        this.phoneEpoch = effect.epoch;
        for (const move of effect.moves) this.move(move);
        return { type: "stored", run };
      case "list_sent": {
        const sent = [...this.phone.values()].filter((stored) => stored.standing === "sent");
        return { type: "sent_listed", run, opIds: sent.map((stored) => stored.op.op_id) };
      }
      case "reconcile": {
        const reply = this.fault(
          this,
          () => json({ missing: effect.opIds.filter((id) => !this.server.has(id)) }),
          effect,
        );
        return { type: "reconcile_read", run, outcome: readReconcile(reply, effect.opIds) };
      }
      case "requeue":
        this.phoneEpoch = effect.epoch;
        for (const id of effect.opIds) {
          const stored = this.phone.get(id);
          if (stored) stored.standing = "waiting";
        }
        return { type: "stored", run };
      case "pull": {
        const reply = this.fault(this, () => this.answerPull(), effect);
        return { type: "pull_read", run, outcome: readPull(reply, effect.cursor) };
      }
      case "store_changes":
        this.cursor = effect.cursor;
        this.phoneEpoch ??= effect.epoch;
        this.cacheWrites.push({ replace: effect.replace, count: effect.changes.length });
        return { type: "stored", run };
      default:
        return null;
    }
  }

  private move(move: Move): void {
    const stored = this.phone.get(move.opId);
    if (stored === undefined) throw new Error("a move of nothing");
    stored.standing = move.to;
    stored.status = move.result.first_status ?? move.result.status;
  }

  private loadQueue(author: string | null, skip: readonly string[]): QueueSlice {
    const waiting = [...this.phone.values()]
      .filter((stored) => stored.standing === "waiting")
      .map((stored) => stored.op);
    const own = waiting.filter((op) => author === null || op.author === author);
    const ready = own.filter((op) => !skip.includes(op.op_id)).slice(0, 200);
    return {
      ready: ready.map((op) => ({ op, bytes: JSON.stringify(op).length })),
      ownWaiting: own.length,
      othersWaiting: waiting.length - own.length,
      summary: { count: waiting.length, oldest_at: waiting[0]?.occurred_at ?? null, max_seq: this.seq },
      epoch: this.phoneEpoch,
      cursor: this.cursor,
    };
  }

  private answerSession(): Reply {
    if (this.session === null) return refuse(401, "not_signed_in")(this, () => null, { do: "read_session" });
    return json({ ...SESSION, user: { ...(SESSION.user as object), id: this.session }, csrf_token: this.csrf });
  }

  private answerPush(ops: readonly Operation[], epoch: string | null, csrf: string): Reply {
    const no = (status: number, code: string, extra = {}) =>
      refuse(status, code, extra)(this, () => null, { do: "abort" });
    if (this.session === null) return no(401, "not_signed_in");
    if (this.revoked) return no(403, "device_revoked");
    if (csrf !== this.csrf) return no(403, "csrf_failed");
    if (epoch !== null && epoch !== this.serverEpoch) return no(409, "epoch_changed", { epoch: this.serverEpoch });
    if (ops.length > 200) return no(413, "too_many_operations");
    if (ops.some((op) => this.poison.has(op.op_id))) return no(400, "envelope_unreadable");
    const results = ops.map((op, index) => ({ index, op_id: op.op_id, ...this.judge(op) }));
    const device = { known_max_seq: this.seq, missing_seq: [] };
    return json({ proto: 1, epoch: this.serverEpoch, server_time: "2026-11-23T20:47:03.511Z", results, device });
  }

  /** A revoked phone's entries are kept raw; of people of another organisation it takes none. */
  private answerSurrender(ops: readonly Operation[]): Reply {
    if (!this.revoked) return refuse(401, "not_signed_in")(this, () => null, { do: "abort" });
    const results = ops.map((op, index) => ({ index, op_id: op.op_id, ...this.keepRaw(op) }));
    const device = { known_max_seq: this.seq, missing_seq: [] };
    return json({ proto: 1, epoch: this.serverEpoch, server_time: "2026-11-23T20:47:03.511Z", results, device });
  }

  private keepRaw(op: Operation): Record<string, unknown> {
    if (op.author === FOREIGNER) return { status: "retry" };
    if (this.server.has(op.op_id)) return { status: "duplicate", first_status: "quarantined" };
    this.server.set(op.op_id, op);
    this.log.push(op.op_id);
    return { status: "quarantined", code: "device_revoked" };
  }

  private judge(op: Operation): Record<string, unknown> {
    if (op.author !== this.session) throw new Error("an operation went out in somebody else's name");
    const verdict = this.verdicts.get(op.op_id) ?? "applied";
    if (verdict === "retry") return { status: "retry" };
    if (this.server.has(op.op_id)) return { status: "duplicate", first_status: verdict };
    this.server.set(op.op_id, op);
    this.log.push(op.op_id);
    return { status: verdict, version: 1, seq: this.log.length };
  }

  private answerPull(): Reply {
    const body = { changes: [], has_more: false, reset: this.cursor === null, server_time: "2026-11-23T20:47:03.511Z" };
    return json({ proto: 1, epoch: this.serverEpoch, cursor: `${this.serverEpoch}.${this.log.length}`, ...body });
  }

  /** A backup is put back: the server forgets what came after it and begins a new history. */
  restoreBackup(keep: number): void {
    for (const id of this.log.splice(keep)) this.server.delete(id);
    this.serverEpoch = `${this.serverEpoch}+`;
  }
}
