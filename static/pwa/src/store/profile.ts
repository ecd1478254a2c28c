import type { SessionAnswer } from "../sync/wire";
import { type Database, STRICT, change, readMeta, writeMeta } from "./database";
import type { Fix, Profile } from "./schema";
import type { Keys } from "./keys";
import { type FixRow, type ProfileRow, contextOf, openRow, orNothing, sealRow } from "./sealing";

export async function readProfile(database: Database): Promise<Profile | null> {
  return openProfile(database.keys, await readMeta(database, "profile"));
}

export async function openProfile(keys: Keys, row: ProfileRow | null): Promise<Profile | null> {
  if (row === null) return null;
  const { user, demonstration, server_version } = await openRow<Profile>(keys, contextOf.profile, row);
  return { user, demonstration, server_version };
}

/** Where the phone last was, for a start without a fix. */
export async function openFix(keys: Keys, row: FixRow | null): Promise<Fix | null> {
  return row === null ? null : orNothing(openRow<Fix>(keys, contextOf.fix, row));
}

export async function writeFix(database: Database, fix: Fix): Promise<void> {
  await writeMeta(database, "last_fix", await sealRow(database.keys, contextOf.fix, {}, fix));
}

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
  const row = await sealRow(database.keys, contextOf.profile, { user_id: session.user.id }, profile);
  await database.use((db) =>
    change(db, ["records", "meta"], STRICT, async (tx) => {
      const meta = tx.objectStore("meta");
      const owner = await meta.get("cache_owner");
      if (owner != null && owner !== session.user.id) {
        await tx.objectStore("records").clear();
        await meta.put(null, "cursor");
        await meta.put(null, "cache_owner");
      }
      await meta.put(row, "profile");
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
      await meta.put(null, "capture");
      await meta.put(!serverKnows, "sign_out_pending");
    }),
  );
}
