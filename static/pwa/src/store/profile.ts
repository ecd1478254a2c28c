import type { SessionAnswer } from "../sync/wire";
import { type Database, STRICT, change } from "./database";
import type { Profile } from "./schema";

/**
 * Remembers who uses the app, so that it opens without a network. Where it is somebody else than before, what was pulled
 * for the person before goes away; the queue is not touched, whoever it belongs to.
 */
export async function keepProfile(database: Database, session: SessionAnswer): Promise<void> {
  const profile: Profile = {
    user: session.user,
    demonstration: session.demonstration,
    server_version: session.server_version,
  };
  await database.use((db) =>
    change(db, ["records", "meta"], STRICT, async (tx) => {
      const meta = tx.objectStore("meta");
      const owner = await meta.get("cache_owner");
      if (owner != null && owner !== session.user.id) {
        await tx.objectStore("records").clear();
        await meta.put(null, "cursor");
        await meta.put(null, "cache_owner");
      }
      await meta.put(profile, "profile");
      await meta.put(false, "sign_out_pending");
      await meta.put(null, "shredded_ms");
    }),
  );
}

/** Forgets the person and everything that was pulled for them. The queue and its drafts stay. */
export async function forgetProfile(database: Database, serverKnows: boolean): Promise<void> {
  await database.use((db) =>
    change(db, ["records", "meta"], STRICT, async (tx) => {
      const meta = tx.objectStore("meta");
      await tx.objectStore("records").clear();
      await meta.put(null, "cursor");
      await meta.put(null, "cache_owner");
      await meta.put(null, "profile");
      await meta.put(null, "last_fix");
      await meta.put(!serverKnows, "sign_out_pending");
    }),
  );
}
