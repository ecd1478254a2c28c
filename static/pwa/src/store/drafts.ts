import type { Database } from "./database";
import type { Draft } from "./schema";

/** Forms in progress; they survive a reload and the end of the browser, and are nobody else's to see. */

export async function readDrafts(database: Database): Promise<Draft[]> {
  return database.use((db) => db.getAll("drafts"));
}

export async function writeDraft(database: Database, draft: Draft): Promise<void> {
  await database.use((db) => db.put("drafts", draft));
}

export async function dropDraft(database: Database, key: string): Promise<void> {
  await database.use((db) => db.delete("drafts", key));
}
