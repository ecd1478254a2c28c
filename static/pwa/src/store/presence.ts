import type { Presence } from "../domain/presence";
import { type Database, RELAXED, change, read } from "./database";
import { contextOf, openRow, readAll, sealRow } from "./sealing";

/** The sums of the pass that is open, so that they survive a reload and the end of the browser. Never a position. */

export async function readPresences(database: Database): Promise<Presence[]> {
  const rows = await database.use((db) => read(db, ["presence"], (tx) => tx.objectStore("presence").getAll()));
  return readAll(rows, (row) => openRow<Presence>(database.keys, contextOf.presence(row.patrol_id), row));
}

export async function writePresence(database: Database, presence: Presence): Promise<void> {
  const { seconds, covered_s, stay, ...open } = presence;
  const context = contextOf.presence(presence.patrol_id);
  const row = await sealRow(database.keys, context, open, { seconds, covered_s, stay });
  await database.use((db) =>
    change(db, ["presence"], RELAXED, async (tx) => {
      const sums = tx.objectStore("presence");
      // Another tab may just have taken the time away: that stands.
      const had = await sums.get(presence.patrol_id);
      if (had?.removed !== true) await sums.put(row);
    }),
  );
}

export async function dropPresence(database: Database, patrolId: string): Promise<void> {
  await database.use((db) => change(db, ["presence"], RELAXED, (tx) => tx.objectStore("presence").delete(patrolId)));
}
