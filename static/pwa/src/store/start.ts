import { type Database, read } from "./database";
import type { StoredEntry } from "./outbox";
import { joinStored } from "./outbox";
import type { DraftRow, RecordRow } from "./sealing";
import type { MetaValues } from "./schema";

/** What lies on the disk when the app starts or is unlocked, sealed as it lies there. */
export interface StartRows {
  readonly stored: readonly StoredEntry[];
  readonly records: readonly RecordRow[];
  readonly drafts: readonly DraftRow[];
  readonly meta: Partial<MetaValues>;
}

/**
 * Everything that the first screen needs, in one transaction: on a slow phone each one that waits for the one before it
 * costs more than all that it reads.
 */
export async function readStart(database: Database): Promise<StartRows> {
  return database.use((db) =>
    read(db, ["operations", "standings", "records", "drafts", "meta"], async (tx) => {
      const meta = tx.objectStore("meta");
      const [operations, standings, records, drafts, names, values] = await Promise.all([
        tx.objectStore("operations").getAll(),
        tx.objectStore("standings").getAll(),
        tx.objectStore("records").getAll(),
        tx.objectStore("drafts").getAll(),
        meta.getAllKeys(),
        meta.getAll(),
      ]);
      const kept = Object.fromEntries(names.map((name, index) => [name, values[index]]));
      return { stored: joinStored(operations, standings), records, drafts, meta: kept as Partial<MetaValues> };
    }),
  );
}
