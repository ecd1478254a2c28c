import type { Change } from "../sync/wire";
import { type Database, RELAXED, change, read } from "./database";
import type { Keys } from "./keys";
import { type ProfileRow, type RecordRow, contextOf, ownerOf, readAll, readRecord, sealRow } from "./sealing";

/** What was pulled: the latest state of everything that the server lets this person see. It can always be had again. */

export interface PulledChanges {
  readonly changes: readonly Change[];
  readonly replace: boolean;
  readonly cursor: string;
  readonly epoch: string;
  readonly owner: string;
}

/**
 * Takes a page in, all or nothing, with its cursor. A page that was asked for by somebody who is no longer signed in
 * is dropped. An older state never overwrites a newer one.
 */
export async function storeChanges(database: Database, pulled: PulledChanges): Promise<void> {
  const { keys } = database;
  const sealed = await Promise.all(
    pulled.changes.map(({ data, ...open }) => sealRow(keys, contextOf.record(open), open, { data })),
  );
  await database.use((db) =>
    change(db, ["records", "meta"], RELAXED, async (tx) => {
      const meta = tx.objectStore("meta");
      const records = tx.objectStore("records");
      const profile = (await meta.get("profile")) as ProfileRow | null | undefined;
      if (ownerOf(profile) === pulled.owner) {
        if (pulled.replace) await records.clear();
        for (const news of sealed) {
          const had = pulled.replace ? undefined : await records.get([news.kind, news.record_id]);
          if (had !== undefined && had.seq > news.seq) continue;
          if (news.deleted) await records.delete([news.kind, news.record_id]);
          else await records.put(news);
        }
        await meta.put(pulled.cursor, "cursor");
        await meta.put(pulled.owner, "cache_owner");
        if (((await meta.get("epoch")) ?? null) === null) await meta.put(pulled.epoch, "epoch");
      }
    }),
  );
}

export async function readRecords(database: Database): Promise<Change[]> {
  const rows = await database.use((db) => read(db, ["records"], (tx) => tx.objectStore("records").getAll()));
  return openRecords(database.keys, rows);
}

export const openRecords = (keys: Keys, rows: readonly RecordRow[]): Promise<Change[]> =>
  readAll(rows, (row) => readRecord(keys, row));
