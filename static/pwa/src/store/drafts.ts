import { type Database, RELAXED, change, read } from "./database";
import type { Draft } from "./schema";
import type { Keys } from "./keys";
import { type DraftRow, contextOf, openRow, readAll, sealRow } from "./sealing";

/** Forms in progress; they survive a reload and the end of the browser, and are nobody else's to see. */

/** Sealing takes a moment: what is written to the drafts is written in the order in which it was asked for. */
const lines = new WeakMap<Database, Promise<unknown>>();

function inOrder<T>(database: Database, work: () => Promise<T>): Promise<T> {
  const before = lines.get(database) ?? Promise.resolve();
  const done = before.then(work, work);
  lines.set(database, done);
  return done;
}

/** What was asked for until now has been written, or has failed. */
export async function settleDrafts(database: Database): Promise<void> {
  await lines.get(database)?.catch(() => undefined);
}

export async function readDrafts(database: Database): Promise<Draft[]> {
  const rows = await database.use((db) => read(db, ["drafts"], (tx) => tx.objectStore("drafts").getAll()));
  return openDrafts(database.keys, rows);
}

export const openDrafts = (keys: Keys, rows: readonly DraftRow[]): Promise<Draft[]> =>
  readAll(rows, (row) => openRow<Draft>(keys, contextOf.draft(row.key), row));

export function writeDraft(database: Database, { values, ...open }: Draft): Promise<void> {
  return inOrder(database, async () => {
    const row = await sealRow(database.keys, contextOf.draft(open.key), open, { values });
    await database.use((db) => change(db, ["drafts"], RELAXED, (tx) => tx.objectStore("drafts").put(row)));
  });
}

export function dropDraft(database: Database, key: string): Promise<void> {
  return inOrder(database, () =>
    database.use((db) => change(db, ["drafts"], RELAXED, (tx) => tx.objectStore("drafts").delete(key))),
  );
}
