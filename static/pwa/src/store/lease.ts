import { type Database, RELAXED, change } from "./database";
import type { Lease } from "./schema";

/** Takes the lease of syncing where nobody holds it or it has run out. Only saves double work; nothing relies on it. */
export async function takeLease(
  database: Database,
  holder: string,
  wallMs: number,
  forMs: number,
  force = false,
): Promise<boolean> {
  return database.use((db) =>
    change(db, ["meta"], RELAXED, async (tx) => {
      const lease = (await tx.objectStore("meta").get("lease")) as Lease | null | undefined;
      const left = lease == null ? 0 : lease.until_ms - wallMs;
      // A lease that ends further off than one can be given is from a clock that was set back.
      const free = force || lease == null || lease.holder === holder || left <= 0 || left > forMs;
      if (free) await tx.objectStore("meta").put({ holder, until_ms: wallMs + forMs }, "lease");
      return free;
    }),
  );
}

export async function dropLease(database: Database, holder: string): Promise<void> {
  await database.use((db) =>
    change(db, ["meta"], RELAXED, async (tx) => {
      const lease = (await tx.objectStore("meta").get("lease")) as Lease | null | undefined;
      if (lease?.holder === holder) await tx.objectStore("meta").put(null, "lease");
    }),
  );
}
