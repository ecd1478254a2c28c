import { type Database, STRICT, change } from "./database";
import { openKeys } from "./keyring";
import { STORE_NAMES } from "./schema";

/**
 * Takes away everything that a revoked phone must not hold any longer. True afterwards: what the server does not have is
 * still here and nothing else is, but for the phone's id and number, by which it is known as revoked. The keys go too,
 * unless something is unsent still: that could never be handed in without them. All in one transaction, so that a phone
 * that dies on the way is as before or empty.
 */
export async function shredAll(database: Database, wallMs: number): Promise<void> {
  await database.use((db) =>
    change(db, [...STORE_NAMES], STRICT, async (tx) => {
      const standings = await tx.objectStore("standings").getAll();
      for (const standing of standings) {
        if (standing.state !== "sent") continue;
        await tx.objectStore("operations").delete(standing.op_id);
        await tx.objectStore("standings").delete(standing.op_id);
      }
      // The engine hands in everything first; what the server would not take for now is the exception.
      if (standings.every((standing) => standing.state === "sent")) await tx.objectStore("keys").clear();
      await tx.objectStore("records").clear();
      await tx.objectStore("drafts").clear();
      await tx.objectStore("presence").clear();
      const meta = tx.objectStore("meta");
      for (const key of ["profile", "cursor", "cache_owner", "last_fix", "drained_ms", "capture"] as const)
        await meta.put(null, key);
      await meta.put(wallMs, "shredded_ms");
    }),
  );
  database.keys.forget();
  await openKeys(database);
}
