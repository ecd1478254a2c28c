import { heldUntilMs, leftMs, waitAfterMs } from "../domain/pin_code";
import { type Database, STRICT, change, read } from "./database";
import { isFull } from "./faults";
import type { TriesRow } from "./keyring";

/** How many wrong PINs there were in a row. They are written down, so that neither a reload nor a killed browser helps. */

const NO_TRIES: TriesRow = { name: "tries", wrong: 0, until_ms: 0 };
/** On a full disk they are counted beside the database: the browser has a few bytes of its own for that. */
const SPARE = "ljuspunkt.tries";

/** Null where nothing is kept there, or nothing can be. */
function readSpare(): TriesRow | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(SPARE) ?? "null");
    if (typeof kept !== "object" || kept === null) return null;
    const { wrong, until_ms } = kept as Record<string, unknown>;
    return typeof wrong === "number" && typeof until_ms === "number" ? { name: "tries", wrong, until_ms } : null;
  } catch {
    return null;
  }
}

function writeSpare(tries: TriesRow): boolean {
  try {
    localStorage.setItem(SPARE, JSON.stringify(tries));
    return true;
  } catch {
    return false;
  }
}

function dropSpare(): void {
  try {
    localStorage.removeItem(SPARE);
  } catch {
    // Then there is none.
  }
}

/** Whether the last try had no room in the database. */
export const isCountedBeside = (): boolean => readSpare() !== null;

/** What counts of the two: whichever holds the phone longer. */
function joinTries(row: unknown): TriesRow {
  const kept = (row as TriesRow | undefined) ?? NO_TRIES;
  const spare = readSpare() ?? NO_TRIES;
  return {
    name: "tries",
    wrong: Math.max(kept.wrong, spare.wrong),
    until_ms: Math.max(kept.until_ms, spare.until_ms),
  };
}

async function readTries(database: Database): Promise<TriesRow> {
  return joinTries(await database.use((db) => read(db, ["keys"], (tx) => tx.objectStore("keys").get("tries"))));
}

/** The count that follows from the one that stands; null from `work`: it stays. Rejects where it can't be kept at all. */
async function changeTries(database: Database, work: (tries: TriesRow) => TriesRow | null): Promise<TriesRow | null> {
  try {
    const next = await database.use((db) =>
      change(db, ["keys"], STRICT, async (tx) => {
        const counted = work(joinTries(await tx.objectStore("keys").get("tries")));
        if (counted !== null) await tx.objectStore("keys").put(counted);
        return counted;
      }),
    );
    if (next !== null) dropSpare();
    return next;
  } catch (error) {
    if (!isFull(error)) throw error;
    const next = work(await readTries(database));
    if (next !== null && !writeSpare(next)) throw error;
    return next;
  }
}

const held = (tries: TriesRow, wallMs: number): TriesRow => ({
  ...tries,
  until_ms: heldUntilMs(tries.wrong, tries.until_ms, wallMs),
});

/** How long the next try waits. A clock that was ahead has been put right: the wait begins anew by it, once, and ends. */
export async function readWaitMs(database: Database, wallMs: number): Promise<number> {
  const tries = await readTries(database);
  const { until_ms } = held(tries, wallMs);
  if (until_ms < tries.until_ms) await holdTries(database, wallMs);
  return leftMs(until_ms, wallMs);
}

async function holdTries(database: Database, wallMs: number): Promise<void> {
  await changeTries(database, (tries) => held(tries, wallMs));
}

/** One try is counted as a wrong one before it is made: who ends the app in the middle gains nothing. Null: not yet. */
export function takeTry(database: Database, wallMs: number): Promise<TriesRow | null> {
  return changeTries(database, (tries) => {
    if (leftMs(held(tries, wallMs).until_ms, wallMs) > 0) return null;
    const wrong = tries.wrong + 1;
    return { name: "tries", wrong, until_ms: wallMs + waitAfterMs(wrong) };
  });
}

/**
 * The right PIN or a password has opened the phone. What is taken away needs no room on a full disk; where even that fails,
 * the next wrong PIN waits longer, and nothing else comes of it.
 */
export async function forgetTries(database: Database): Promise<void> {
  dropSpare();
  await database
    .use((db) => change(db, ["keys"], STRICT, (tx) => tx.objectStore("keys").delete("tries")))
    .catch(() => undefined);
}
