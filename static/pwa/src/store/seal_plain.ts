import { type Database, type Handle, STRICT, change, read } from "./database";
import { isSealed, KINDS, type KindName, contextOf } from "./sealing";
import type { Keys, Sealed } from "./keys";

/**
 * Rows that are plain, from a version of the app before the vault or because sealing failed, are sealed; boxes that were
 * filled while the phone was locked are sealed with the vault's own key. A row that was changed meanwhile is left for the
 * next time, one that is gone stays away. True when nothing is loose any more.
 */
export async function sealLoose(database: Database): Promise<boolean> {
  const { keys } = database;
  if (keys.state !== "open") return false;
  keys.hasLoose = false;
  const names = Object.keys(KINDS) as KindName[];
  const done = [];
  for (const name of names) done.push(await sealStore(database, name));
  done.push(await sealMeta(database, "profile", ["user_id"]), await sealMeta(database, "last_fix", []));
  done.push(await sealErrors(database));
  const isDone = done.every(Boolean);
  if (!isDone) keys.hasLoose = true;
  return isDone;
}

type AnyRow = Record<string, unknown>;

/** Rows that are worked on at a time: a transaction must not keep a save waiting. */
const AT_ONCE = 100;

const isLoose = (row: object): boolean => !isSealed(row) || "from" in row.sealed;
/** Of two rows under one key, whether they are the same writing: a sealed one is known by its IV. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What lies open, and what is to be sealed. */
function split(row: AnyRow, openNames: readonly string[]): { open: AnyRow; content: AnyRow } {
  const isOpen = ([name]: [string, unknown]) => openNames.includes(name);
  const entries = Object.entries(row);
  return {
    open: Object.fromEntries(entries.filter(isOpen)),
    content: Object.fromEntries(entries.filter((entry) => !isOpen(entry))),
  };
}

/** The row with its content in the vault; null where it can't be: its box opens no more, or sealing fails. */
async function sealAnew(
  keys: Keys,
  context: string,
  row: AnyRow,
  openNames: readonly string[],
): Promise<AnyRow | null> {
  const { open, content } = split(row, openNames);
  try {
    const value = isSealed(row) ? await keys.open(context, row.sealed) : content;
    const sealed = keys.state === "open" ? await keys.seal(context, value) : null;
    return sealed === null ? null : { ...open, sealed };
  } catch {
    return null;
  }
}

async function sealStore(database: Database, name: KindName): Promise<boolean> {
  const { openNames, contextOfRow } = KINDS[name];
  const all = await database.use((db) => read(db, [name], (tx) => tx.objectStore(name).getAll()));
  const loose = (all as unknown as AnyRow[]).filter(isLoose);
  let isDone = true;
  for (let at = 0; at < loose.length; at += AT_ONCE) {
    const made = await Promise.all(
      loose.slice(at, at + AT_ONCE).map(async (row) => ({
        row,
        sealed: await sealAnew(database.keys, contextOfRow(row), row, openNames),
      })),
    );
    await database.use((db) => replace(db, name, made));
    isDone = isDone && made.every(({ sealed }) => sealed !== null);
  }
  return isDone;
}

/** Each row that is still as it was gets its sealed form. */
async function replace(
  db: Handle,
  name: KindName,
  made: readonly { readonly row: AnyRow; readonly sealed: AnyRow | null }[],
): Promise<void> {
  await change(db, [name], STRICT, async (tx) => {
    const store = tx.objectStore(name);
    for (const { row, sealed } of made) {
      if (sealed === null) continue;
      const { keyPath } = store;
      const key = Array.isArray(keyPath) ? keyPath.map((part) => row[part]) : row[keyPath as string];
      const now = await store.get(key as never);
      if (now !== undefined && isSame(now, row)) await store.put(sealed as never);
    }
  });
}

async function sealMeta(
  database: Database,
  key: "profile" | "last_fix",
  openNames: readonly string[],
): Promise<boolean> {
  const row = (await database.use((db) => read(db, ["meta"], (tx) => tx.objectStore("meta").get(key)))) as
    | AnyRow
    | null
    | undefined;
  if (row == null || !isLoose(row)) return true;
  const context = key === "profile" ? contextOf.profile : contextOf.fix;
  // A profile from a version before has the id in what is sealed only.
  const user = row.user as { id: string } | undefined;
  const whole = user === undefined ? row : { ...row, user_id: user.id };
  const sealed = await sealAnew(database.keys, context, whole, openNames);
  if (sealed === null) return false;
  await database.use((db) =>
    change(db, ["meta"], STRICT, async (tx) => {
      const now = await tx.objectStore("meta").get(key);
      if (isSame(now, row)) await tx.objectStore("meta").put(sealed as never, key);
    }),
  );
  return true;
}

/** What the server said of single fields, where it lies open beside an operation. */
async function sealErrors(database: Database): Promise<boolean> {
  const { keys } = database;
  const all = await database.use((db) => read(db, ["standings"], (tx) => tx.objectStore("standings").getAll()));
  const boxes = new Map<string, Sealed>();
  for (const { op_id, result } of all) {
    if (result?.errors == null) continue;
    const box = await keys.seal(contextOf.errors(op_id), result.errors);
    if (box !== null) boxes.set(op_id, box);
  }
  if (boxes.size === 0) return all.every(({ result }) => result?.errors == null);
  await database.use((db) =>
    change(db, ["standings"], STRICT, async (tx) => {
      for (const [opId, box] of boxes) {
        const now = await tx.objectStore("standings").get(opId);
        if (now?.result?.errors == null) continue;
        await tx.objectStore("standings").put({ ...now, result: { ...now.result, errors: null }, sealed_errors: box });
      }
    }),
  );
  return true;
}
