import type { Presence } from "../domain/presence";
import { type Database, RELAXED, change } from "./database";

/** The sums of the pass that is open, so that they survive a reload and the end of the browser. Never a position. */

export async function readPresences(database: Database): Promise<Presence[]> {
  return database.use((db) => db.getAll("presence"));
}

export async function writePresence(database: Database, presence: Presence): Promise<void> {
  await database.use((db) =>
    change(db, ["presence"], RELAXED, async (tx) => {
      const sums = tx.objectStore("presence");
      // Another tab may just have taken the time away: that stands.
      const had = await sums.get(presence.patrol_id);
      if (had?.removed !== true) await sums.put(presence);
    }),
  );
}

export async function dropPresence(database: Database, patrolId: string): Promise<void> {
  await database.use((db) => db.delete("presence", patrolId));
}
