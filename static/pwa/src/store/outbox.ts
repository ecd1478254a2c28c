import { padLength } from "../crypto/padding";
import type { Move, QueueSlice, WaitingOperation } from "../sync/state";
import { MAX_OPS_PER_PUSH, type Operation } from "../sync/wire";
import { parseStamp } from "../time/stamp";
import { type Database, type Handle, RELAXED, STRICT, change, read } from "./database";
import { settleDrafts } from "./drafts";
import type { Keys, VaultRow } from "./keys";
import type { Standing, StandingState } from "./schema";
import {
  type OperationRow,
  type StandingRow,
  contextOf,
  orNothing,
  readOperation,
  readStanding,
  sealRow,
} from "./sealing";
import { type QueueEntry, needsAction } from "./standing";
import { chooseBaseVersion, predictVersion } from "./versions";

/** An operation as a form makes it; its number and its base version are given in the transaction that queues it. */
export type NewOperation = Omit<Operation, "device_seq" | "base_version">;

/** How long what was sent is kept, to be offered again to a server that lost it. */
export const KEPT_AFTER_SENT_MS = 30 * 24 * 3_600_000;

const encoder = new TextEncoder();

/** An operation as it goes to the disk, but for what the transaction gives it: that stands beside what is sealed. */
async function sealMade(database: Database, made: NewOperation) {
  const { op_id, record_id, ...content } = made;
  const row = await sealRow(database.keys, contextOf.operation(op_id), { op_id, record_id }, content);
  return { made, row };
}

/**
 * Puts operations on the phone's disk, all or none, and ends the draft that they were made from. True afterwards:
 * each has a device_seq without a gap, and a strict transaction has completed. An op_id that is here already (a double
 * tap, a second try after a dead handle) is left as it is. The highest number that was given on this phone comes back.
 */
export async function queueOperations(
  database: Database,
  made: readonly NewOperation[],
  options: { readonly wallMs: number; readonly draftKey?: string | null; readonly settles?: readonly string[] },
): Promise<number> {
  // A promise of the browser's cryptography would end the transaction: what is sealed is sealed before it.
  const rows = await Promise.all(made.map((one) => sealMade(database, one)));
  if (options.draftKey != null) await settleDrafts(database);
  return database.use((db) =>
    change(db, ["operations", "standings", "records", "drafts", "keys", "meta"], STRICT, async (tx) => {
      // Where another tab has shredded the vault meanwhile, what was sealed with it would never open again.
      const vault = (await tx.objectStore("keys").get("vault")) as VaultRow | undefined;
      const isOurs = vault?.id === database.keys.kept?.id;
      const standings = tx.objectStore("standings");
      let seq = ((await tx.objectStore("meta").get("device_seq")) as number | undefined) ?? 0;
      for (const { made: draft, row } of rows) {
        if ((await standings.get(draft.op_id)) !== undefined) continue;
        seq += 1;
        const before = await standings.index("by_record").getAll(draft.record_id);
        const pulled = await tx.objectStore("records").get([draft.kind, draft.record_id]);
        const base = chooseBaseVersion(draft.type, predictVersion(pulled?.version ?? null, before));
        const given = { device_seq: seq, base_version: base };
        const op: Operation = { ...draft, ...given };
        await tx.objectStore("operations").add(isOurs ? { ...row, ...given } : op);
        await standings.add({
          op_id: op.op_id,
          record_id: op.record_id,
          device_seq: seq,
          author: op.author,
          bytes: padLength(encoder.encode(JSON.stringify(op)).length),
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
      return seq;
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
  const { keys } = database;
  const found = await database.use((db) =>
    read(db, ["operations", "standings", "meta"], async (tx) => {
      const meta = tx.objectStore("meta");
      const waiting = await tx.objectStore("standings").index("by_state").getAll(rangeOf("waiting"));
      const own = waiting.filter((standing) => author === null || standing.author === author);
      const next = own.filter((standing) => !skipped.has(standing.op_id)).slice(0, MAX_OPS_PER_PUSH);
      const get = (standing: Standing) => tx.objectStore("operations").get(standing.op_id);
      const rows = [];
      for (const standing of next) rows.push({ standing, row: await get(standing) });
      const oldest = waiting[0] && (await get(waiting[0]));
      const owner = (await meta.get("cache_owner")) ?? null;
      return {
        waiting,
        own,
        rows,
        oldest,
        max_seq: ((await meta.get("device_seq")) as number | undefined) ?? 0,
        epoch: ((await meta.get("epoch")) as string | null | undefined) ?? null,
        cursor: owner === author ? (((await meta.get("cursor")) as string | null | undefined) ?? null) : null,
      };
    }),
  );
  const opened = await Promise.all(
    found.rows.map(async ({ standing, row }): Promise<WaitingOperation[]> => {
      const op = row === undefined ? null : await orNothing(readOperation(keys, row));
      return op === null ? [] : [{ op, bytes: standing.bytes }];
    }),
  );
  const oldest = found.oldest === undefined ? null : await orNothing(readOperation(keys, found.oldest));
  const { waiting, own, max_seq, epoch, cursor } = found;
  return {
    ready: opened.flat(),
    ownWaiting: own.length,
    othersWaiting: waiting.length - own.length,
    summary: { count: waiting.length, oldest_at: oldest?.occurred_at ?? null, max_seq },
    epoch,
    cursor,
  };
}

/** The queue as it lies on the disk: known also while the phone is locked. */
export interface StoredEntry {
  readonly op: OperationRow;
  readonly standing: StandingRow;
}

export async function readStored(database: Database): Promise<StoredEntry[]> {
  const [operations, standings] = await database.use((db) =>
    read(db, ["operations", "standings"], (tx) =>
      Promise.all([tx.objectStore("operations").getAll(), tx.objectStore("standings").getAll()]),
    ),
  );
  return joinStored(operations, standings);
}

export function joinStored(operations: readonly OperationRow[], standings: readonly StandingRow[]): StoredEntry[] {
  const byId = new Map(standings.map((standing) => [standing.op_id, standing]));
  return operations.flatMap((op) => {
    const standing = byId.get(op.op_id);
    return standing === undefined ? [] : [{ op, standing }];
  });
}

const rangeOf = (state: StandingState) => IDBKeyRange.bound([state, 0], [state, Number.MAX_SAFE_INTEGER]);

async function changeStandings(
  db: Handle,
  opIds: readonly string[],
  move: (standing: StandingRow) => StandingRow,
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
  const told = await Promise.all(
    moves.map(async ({ opId, to, result }) => {
      const { errors } = result;
      const sealed = errors === null ? null : await database.keys.seal(contextOf.errors(opId), errors);
      const said = sealed === null ? { result } : { result: { ...result, errors: null }, sealed_errors: sealed };
      return [opId, { state: to, sent_ms: to === "sent" ? wallMs : null, ...said }] as const;
    }),
  );
  const byId = new Map(told);
  const move = (standing: StandingRow): StandingRow =>
    standing.state === "sent" ? standing : { ...standing, ...byId.get(standing.op_id) };
  await database.use((db) => changeStandings(db, [...byId.keys()], move, epoch));
}

/** The ids of everything that this phone still has and believes to be on the server. */
export async function listSent(database: Database): Promise<string[]> {
  const sent = await database.use((db) =>
    read(db, ["standings"], (tx) => tx.objectStore("standings").index("by_state").getAll(rangeOf("sent"))),
  );
  return sent.map((standing) => standing.op_id);
}

/** What the server lost waits again, as it was; the server's new epoch is known from the same moment on. */
export async function requeue(database: Database, opIds: readonly string[], epoch: string): Promise<void> {
  const move = (standing: StandingRow): StandingRow => ({ ...standing, state: "waiting", sent_ms: null, result: null });
  await database.use((db) => changeStandings(db, opIds, move, epoch));
}

/** What was set aside is offered to the server once more, unchanged. */
export async function offerAgain(database: Database, opId: string): Promise<void> {
  const move = (standing: StandingRow): StandingRow =>
    standing.state === "set_aside" ? { ...standing, state: "waiting", result: null, settled: null } : standing;
  await database.use((db) => changeStandings(db, [opId], move));
}

/** The person has seen it and wants it off the list. The operation itself stays where it is. */
export async function dismiss(database: Database, opId: string): Promise<void> {
  await database.use((db) => changeStandings(db, [opId], (standing) => ({ ...standing, settled: "dismissed" })));
}

/** Everything that can be opened; the rest stays where it is. */
export async function readQueue(database: Database): Promise<QueueEntry[]> {
  return openQueue(database.keys, await readStored(database));
}

export async function openQueue(keys: Keys, stored: readonly StoredEntry[]): Promise<QueueEntry[]> {
  const entries = await Promise.all(
    stored.map(async (one): Promise<QueueEntry[]> => {
      const op = await orNothing(readOperation(keys, one.op));
      return op === null ? [] : [{ op, standing: await readStanding(keys, one.standing) }];
    }),
  );
  return entries.flat().sort((a, b) => a.op.device_seq - b.op.device_seq);
}

/**
 * Takes away what was sent over 30 days ago and needs nothing from anyone. What is unsent is never taken away.
 *
 * Both times are the server's: by a phone's clock that is a year ahead everything would be old, and what a restored
 * server lacks could not be offered again.
 */
export async function purgeSent(database: Database, serverMs: number): Promise<void> {
  await database.use((db) =>
    change(db, ["operations", "standings"], RELAXED, async (tx) => {
      const sent = await tx.objectStore("standings").index("by_state").getAll(rangeOf("sent"));
      for (const standing of sent) {
        const sentMs = parseStamp(standing.result?.received_at) ?? standing.sent_ms;
        const isOld = sentMs !== null && serverMs - sentMs > KEPT_AFTER_SENT_MS;
        if (!isOld || needsAction(standing)) continue;
        await tx.objectStore("operations").delete(standing.op_id);
        await tx.objectStore("standings").delete(standing.op_id);
      }
    }),
  );
}
