import { type IDBPDatabase, type IDBPTransaction, type StoreNames, openDB } from "idb";
import type { Presence } from "../domain/presence";
import { StoreFailed, classifyFault } from "./faults";
import { Keys } from "./keys";
import {
  DATABASE_NAME,
  DATABASE_VERSION,
  type Draft,
  type LjuspunktSchema,
  type MetaValues,
  type Profile,
} from "./schema";
import type { OperationRow, StandingRow } from "./sealing";

export type Handle = IDBPDatabase<LjuspunktSchema>;

/** Opening, or a transaction, sometimes never answers on iOS: then the handle counts as dead. */
const OPEN_TIMEOUT_MS = 5_000;
const WORK_TIMEOUT_MS = 10_000;
const ATTEMPTS = 4;
const FIRST_WAIT_MS = 50;

/** The operations, their standing and their sequence go to disk before "Sparat" is said; the rest may follow. */
export const STRICT: IDBTransactionOptions = { durability: "strict" };
export const RELAXED: IDBTransactionOptions = { durability: "relaxed" };

/** What the open app still knows when the system has taken its storage away. */
export interface Memory {
  readonly deviceId: string;
  readonly deviceSeq: number;
  readonly queue: readonly { readonly op: OperationRow; readonly standing: StandingRow }[];
  readonly drafts: Iterable<Draft>;
  readonly profile: Profile | null;
  readonly presence: Presence | null;
}

export interface DatabaseNeeds {
  makeId(): string;
  wait(ms: number): Promise<void>;
  /** Null before anything was read. */
  remember(): Memory | null;
}

/**
 * The phone's database. A handle can die at any time (the browser's storage process restarts, another tab upgrades):
 * then it is opened again and the work is done again, so every piece of work must be safe to do twice. The database is
 * never deleted: what it holds is nowhere else.
 */
export class Database {
  private handle: Promise<Handle> | null = null;
  /** What seals the rows and opens them again. */
  readonly keys = new Keys();

  constructor(private readonly needs: DatabaseNeeds) {}

  async use<T>(work: (db: Handle) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const opening = this.handle ?? this.open();
      this.handle = opening;
      try {
        return await this.within(WORK_TIMEOUT_MS, work(await opening));
      } catch (error) {
        const fault = classifyFault(error);
        if (fault !== "dead_handle" || attempt >= ATTEMPTS) throw new StoreFailed(fault, error);
        if (this.handle === opening) this.handle = null;
        opening.then((db) => db.close()).catch(() => undefined);
        await this.needs.wait(FIRST_WAIT_MS * 2 ** attempt);
      }
    }
  }

  private open(): Promise<Handle> {
    const forget = () => {
      this.handle = null;
    };
    // That the upgrade was broken off is told by the opening; why, by its transaction alone.
    let why: unknown = null;
    const opened = openDB<LjuspunktSchema>(DATABASE_NAME, DATABASE_VERSION, {
      upgrade: (db, from, _to, tx) => {
        tx.done.catch((error: unknown) => {
          why = error;
        });
        if (from < 1) createStores(db);
        if (from < 2) db.createObjectStore("presence", { keyPath: "patrol_id" });
        if (from < 3) db.createObjectStore("keys", { keyPath: "name" });
        if (from < 1) fillStores(tx, this.needs.remember(), this.needs.makeId());
        if (from < 3) this.keepVault(tx);
      },
      blocking: (_current, _blocked, event) => {
        forget();
        (event.target as IDBDatabase | null)?.close();
      },
      terminated: forget,
    });
    const opening = this.within(OPEN_TIMEOUT_MS, opened).catch((error: unknown) => {
      // There may be room, or an answer, the next time.
      if (this.handle === opening) this.handle = null;
      throw why ?? error;
    });
    return opening;
  }

  /** What was there before is plain and is sealed later; the vault of the open app stays its vault. */
  private keepVault(tx: Upgrade): void {
    this.keys.hasLoose = true;
    const { kept } = this.keys;
    if (kept !== null)
      void tx
        .objectStore("keys")
        .put(kept)
        .catch(() => undefined);
  }

  private within<T>(ms: number, result: Promise<T>): Promise<T> {
    const late = this.needs.wait(ms).then((): never => {
      throw new DOMException("The database did not answer in time", "TimeoutError");
    });
    late.catch(() => undefined);
    return Promise.race([result, late]);
  }
}

/** Version 1. Later versions add to it in steps of their own (`from < 2` and on); none takes anything away that may be unsent. */
function createStores(db: Handle): void {
  const operations = db.createObjectStore("operations", { keyPath: "op_id" });
  operations.createIndex("by_record", "record_id");
  const standings = db.createObjectStore("standings", { keyPath: "op_id" });
  standings.createIndex("by_state", ["state", "device_seq"]);
  standings.createIndex("by_record", "record_id");
  db.createObjectStore("records", { keyPath: ["kind", "record_id"] });
  db.createObjectStore("drafts", { keyPath: "key" });
  db.createObjectStore("meta");
}

type Upgrade = IDBPTransaction<LjuspunktSchema, StoreNames<LjuspunktSchema>[], "versionchange">;

/**
 * The device's id lives and dies with the store: a phone that was wiped is a new device. But where the storage was taken
 * away under an open app, what the app remembers goes back as it was, in the transaction that makes the stores, before
 * anything else can be queued: the same operations under the same numbers of the same device.
 */
function fillStores(tx: Upgrade, memory: Memory | null, newId: string): void {
  const write = (work: Promise<unknown>) => void work.catch(() => undefined);
  const meta = tx.objectStore("meta");
  write(meta.put(memory?.deviceId ?? newId, "device_id"));
  write(meta.put(memory?.deviceSeq ?? 0, "device_seq"));
  if (memory === null) return;
  write(meta.put(memory.profile && { user_id: memory.profile.user.id, ...memory.profile }, "profile"));
  for (const { op, standing } of memory.queue) {
    write(tx.objectStore("operations").put(op));
    write(tx.objectStore("standings").put(standing));
  }
  if (memory.presence !== null) write(tx.objectStore("presence").put(memory.presence));
  for (const draft of memory.drafts) write(tx.objectStore("drafts").put(draft));
}

type Names = StoreNames<LjuspunktSchema>;
type Writing<S extends Names[]> = IDBPTransaction<LjuspunktSchema, S, "readwrite">;

/** Does the work in one transaction that has completed when this returns; if anything fails, none of it is written. */
export async function change<const S extends Names[], T>(
  db: Handle,
  stores: S,
  options: IDBTransactionOptions,
  work: (tx: Writing<S>) => Promise<T>,
): Promise<T> {
  const tx = db.transaction(stores, "readwrite", options);
  const done = tx.done;
  // Its failure is told below; one that comes while the work still waits must not count as told to nobody.
  done.catch(() => undefined);
  try {
    const value = await work(tx);
    await done;
    return value;
  } catch (error) {
    try {
      tx.abort();
    } catch {
      // It has ended already, which is what we want.
    }
    throw error;
  }
}

type Reading<S extends Names[]> = IDBPTransaction<LjuspunktSchema, S, "readonly">;

/** Reads in one transaction. One that is cut off (the page closes) rejects here, and nowhere else. */
export async function read<const S extends Names[], T>(
  db: Handle,
  stores: S,
  work: (tx: Reading<S>) => Promise<T>,
): Promise<T> {
  const tx = db.transaction(stores, "readonly");
  tx.done.catch(() => undefined);
  return work(tx);
}

export async function readMeta<K extends keyof MetaValues>(database: Database, key: K): Promise<MetaValues[K] | null> {
  const value = await database.use((db) => read(db, ["meta"], (tx) => tx.objectStore("meta").get(key)));
  return (value as MetaValues[K] | undefined) ?? null;
}

export async function writeMeta<K extends keyof MetaValues>(
  database: Database,
  key: K,
  value: MetaValues[K],
): Promise<void> {
  await database.use((db) => change(db, ["meta"], RELAXED, (tx) => tx.objectStore("meta").put(value, key)));
}
