import { type Database, STRICT, change, read } from "./database";
import { StoreFailed } from "./faults";
import { type KeysState, type VaultRow, makeVault, unwrapByDevice } from "./keys";

/** The keys' rows on the disk. */

/** How many wrong PINs there were in a row, and until when the next one waits. */
export interface TriesRow {
  readonly name: "tries";
  readonly wrong: number;
  readonly until_ms: number;
}

export type KeyRow = VaultRow | TriesRow;

export async function readVault(database: Database): Promise<VaultRow | null> {
  const row = await database.use((db) => read(db, ["keys"], (tx) => tx.objectStore("keys").get("vault")));
  return (row as VaultRow | undefined) ?? null;
}

/** Keeps the new vault unless another tab was quicker; the one that counts. */
async function keepFirst(database: Database, made: VaultRow): Promise<VaultRow> {
  return database.use((db) =>
    change(db, ["keys"], STRICT, async (tx) => {
      const had = (await tx.objectStore("keys").get("vault")) as VaultRow | undefined;
      if (had === undefined) await tx.objectStore("keys").put(made);
      return had ?? made;
    }),
  );
}

/**
 * Another row for the vault that is there, worked out from what stands on the disk now. False, and nothing changed, where
 * that is no longer the vault that this tab knows.
 */
export async function changeVault(database: Database, work: (row: VaultRow) => VaultRow): Promise<boolean> {
  const row = await database.use((db) =>
    change(db, ["keys"], STRICT, async (tx) => {
      const had = (await tx.objectStore("keys").get("vault")) as VaultRow | undefined;
      if (had === undefined || had.id !== database.keys.kept?.id) return null;
      const next = work(had);
      await tx.objectStore("keys").put(next);
      return next;
    }),
  );
  if (row !== null) database.keys.replaceRow(row);
  return row !== null;
}

/**
 * The phone's vault is known, made where there was none, and open where the device's own key opens it. Where the browser
 * has no such keys (Safari in Lockdown Mode) there is no vault and the rows stay plain: "none".
 */
export async function openKeys(database: Database): Promise<KeysState> {
  const { keys } = database;
  const had = await readVault(database).catch((error: unknown) => {
    if (error instanceof StoreFailed && error.fault !== "other") throw error;
    return undefined;
  });
  // The browser has the row and can't read it: what is sealed stays where it is, and is shown to nobody.
  if (had === undefined) return keys.state;
  try {
    const made = had === null ? await makeVault() : null;
    const row = made === null ? (had as VaultRow) : await keepFirst(database, made.row);
    await keys.adopt(row, made?.row === row ? made.raw : await unwrapByDevice(row));
  } catch {
    if (had !== null) await keys.adopt(had, null);
  }
  return keys.state;
}

/** Another tab has changed the keys' row: a PIN was set or removed, or the phone was shredded and has a new vault. */
export async function refreshKeys(database: Database): Promise<void> {
  const { keys } = database;
  const row = await readVault(database);
  if (row !== null && row.id === keys.kept?.id) keys.replaceRow(row);
  else await openKeys(database);
}
