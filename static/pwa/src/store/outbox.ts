import type { Move, QueueSlice, WaitingOperation } from "../sync/state";
import { MAX_OPS_PER_PUSH, type Operation } from "../sync/wire";
import { type Database, type Handle, RELAXED, STRICT, change } from "./database";
import type { Standing, StandingState } from "./schema";
import { type QueueEntry, needsAction } from "./standing";
import { chooseBaseVersion, predictVersion } from "./versions";

/** An operation as a form makes it; its number and its base version are given in the transaction that queues it. */
export type NewOperation = Omit<Operation, "device_seq" | "base_version">;

/** How long what was sent is kept, to be offered again to a server that lost it. */
export const KEPT_AFTER_SENT_MS = 30 * 24 * 3_600_000;

const encoder = new TextEncoder();

/**
 * Puts operations on the phone's disk, all or none, and ends the draft that they were made from. True afterwards:
 * each has a device_seq without a gap, and a strict transaction has completed. An op_id that is here already (a double
 * tap, a second try after a dead handle) is left as it is.
 */
export async function queueOperations(
  database: Database,
  made: readonly NewOperation[],
  options: { readonly wallMs: number; readonly draftKey?: string | null; readonly settles?: readonly string[] },
): Promise<void> {
  await database.use((db) =>
    change(db, ["operations", "standings", "records", "drafts", "meta"], STRICT, async (tx) => {
      const standings = tx.objectStore("standings");
      let seq = ((await tx.objectStore("meta").get("device_seq")) as number | undefined) ?? 0;
      for (const draft of made) {
        if ((await standings.get(draft.op_id)) !== undefined) continue;
        seq += 1;
        const before = await standings.index("by_record").getAll(draft.record_id);
        const pulled = await tx.objectStore("records").get([draft.kind, draft.record_id]);
        const base = chooseBaseVersion(draft.type, predictVersion(pulled?.version ?? null, before));
        const op: Operation = { ...draft, device_seq: seq, base_version: base };
        await tx.objectStore("operations").add(op);
        await standings.add({
          op_id: op.op_id,
          record_id: op.record_id,
          device_seq: seq,
          author: op.author,
          bytes: encoder.encode(JSON.stringify(op)).length,
          state: "waiting",
          queued_ms: options.wallMs,
          sent_ms: null,
          result: null,
          settled: null,
        });
      }
      for (const opId of options.settles ?? []) {
        const standing = await standings.get(opId);
        if (standing !== undefined) await standings.put({ ...standing, settled: "replaced" });
      }
      await tx.objectStore("meta").put(seq, "device_seq");
      if (options.draftKey != null) await tx.objectStore("drafts").delete(options.draftKey);
    }),
  );
}

/** What the engine asks for: this author's next operations (null: everybody's), and how much waits altogether. */
export async function loadSlice(
  database: Database,
  author: string | null,
  skip: readonly string[],
): Promise<QueueSlice> {
  const skipped = new Set(skip);
  return database.use(async (db) => {
    const tx = db.transaction(["operations", "standings", "meta"]);
    const meta = tx.objectStore("meta");
    const waiting = await tx.objectStore("standings").index("by_state").getAll(rangeOf("waiting"));
    const own = waiting.filter((standing) => author === null || standing.author === author);
    const next = own.filter((standing) => !skipped.has(standing.op_id)).slice(0, MAX_OPS_PER_PUSH);
    const ready: WaitingOperation[] = [];
    for (const standing of next) {
      const op = await tx.objectStore("operations").get(standing.op_id);
      if (op !== undefined) ready.push({ op, bytes: standing.bytes });
    }
    const oldest = waiting[0] && (await tx.objectStore("operations").get(waiting[0].op_id));
    const owner = (await meta.get("cache_owner")) ?? null;
    const slice: QueueSlice = {
      ready,
      ownWaiting: own.length,
      othersWaiting: waiting.length - own.length,
      summary: {
        count: waiting.length,
        oldest_at: oldest?.occurred_at ?? null,
        max_seq: ((await meta.get("device_seq")) as number | undefined) ?? 0,
      },
      epoch: ((await meta.get("epoch")) as string | null | undefined) ?? null,
      cursor: owner === author ? (((await meta.get("cursor")) as string | null | undefined) ?? null) : null,
    };
    await tx.done;
    return slice;
  });
}

const rangeOf = (state: StandingState) => IDBKeyRange.bound([state, 0], [state, Number.MAX_SAFE_INTEGER]);

async function changeStandings(
  db: Handle,
  opIds: readonly string[],
  move: (standing: Standing) => Standing,
  epoch?: string | null,
): Promise<void> {
  await change(db, ["standings", "meta"], STRICT, async (tx) => {
    for (const opId of opIds) {
      const standing = await tx.objectStore("standings").get(opId);
      if (standing !== undefined) await tx.objectStore("standings").put(move(standing));
    }
    if (epoch !== undefined) await tx.objectStore("meta").put(epoch, "epoch");
  });
}

/** Writes down what the server said of each operation. Safe to do twice. */
export async function storeResults(
  database: Database,
  moves: readonly Move[],
  epoch: string | null,
  wallMs: number,
): Promise<void> {
  const byId = new Map(moves.map((move) => [move.opId, move]));
  const move = (standing: Standing): Standing => {
    const told = byId.get(standing.op_id);
    if (told === undefined || standing.state === "sent") return standing;
    return { ...standing, state: told.to, sent_ms: told.to === "sent" ? wallMs : null, result: told.result };
  };
  await database.use((db) => changeStandings(db, [...byId.keys()], move, epoch));
}

/** The ids of everything that this phone still has and believes to be on the server. */
export async function listSent(database: Database): Promise<string[]> {
  const sent = await database.use((db) => db.getAllFromIndex("standings", "by_state", rangeOf("sent")));
  return sent.map((standing) => standing.op_id);
}

/** What the server lost waits again, as it was; the server's new epoch is known from the same moment on. */
export async function requeue(database: Database, opIds: readonly string[], epoch: string): Promise<void> {
  const move = (standing: Standing): Standing => ({ ...standing, state: "waiting", sent_ms: null, result: null });
  await database.use((db) => changeStandings(db, opIds, move, epoch));
}

/** What was set aside is offered to the server once more, unchanged. */
export async function offerAgain(database: Database, opId: string): Promise<void> {
  const move = (standing: Standing): Standing =>
    standing.state === "set_aside" ? { ...standing, state: "waiting", result: null, settled: null } : standing;
  await database.use((db) => changeStandings(db, [opId], move));
}

/** The person has seen it and wants it off the list. The operation itself stays where it is. */
export async function dismiss(database: Database, opId: string): Promise<void> {
  await database.use((db) => changeStandings(db, [opId], (standing) => ({ ...standing, settled: "dismissed" })));
}

export async function readQueue(database: Database): Promise<QueueEntry[]> {
  return database.use(async (db) => {
    const tx = db.transaction(["operations", "standings"]);
    const [operations, standings] = await Promise.all([
      tx.objectStore("operations").getAll(),
      tx.objectStore("standings").getAll(),
    ]);
    const byId = new Map(standings.map((standing) => [standing.op_id, standing]));
    const entries = operations.flatMap((op) => {
      const standing = byId.get(op.op_id);
      return standing === undefined ? [] : [{ op, standing }];
    });
    return entries.sort((a, b) => a.op.device_seq - b.op.device_seq);
  });
}

/** Takes away what was sent over 30 days ago and needs nothing from anyone. What is unsent is never taken away. */
export async function purgeSent(database: Database, wallMs: number): Promise<void> {
  await database.use((db) =>
    change(db, ["operations", "standings"], RELAXED, async (tx) => {
      const sent = await tx.objectStore("standings").index("by_state").getAll(rangeOf("sent"));
      for (const standing of sent) {
        const isOld = standing.sent_ms !== null && wallMs - standing.sent_ms > KEPT_AFTER_SENT_MS;
        if (!isOld || needsAction(standing)) continue;
        await tx.objectStore("operations").delete(standing.op_id);
        await tx.objectStore("standings").delete(standing.op_id);
      }
    }),
  );
}
