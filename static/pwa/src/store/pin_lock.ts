import type { Bytes } from "../crypto/aead";
import { unwrapByPin, wrapByPin } from "../crypto/pin";
import { heldUntilMs, leftMs, waitAfterMs } from "../domain/pin_code";
import { type Database, STRICT, change, read } from "./database";
import { type TriesRow, changeVault, readVault } from "./keyring";
import { unwrapByRecovery, wrapByDevice, wrapForRecovery } from "./keys";

/** What opens the phone: a PIN, or what the server answers a password with. */

export type Trial =
  | { readonly kind: "right"; readonly raw: Bytes }
  | { readonly kind: "wrong" | "wait"; readonly leftMs: number };

const NO_TRIES: TriesRow = { name: "tries", wrong: 0, until_ms: 0 };

async function readTries(database: Database): Promise<TriesRow> {
  const row = await database.use((db) => read(db, ["keys"], (tx) => tx.objectStore("keys").get("tries")));
  return (row as TriesRow | undefined) ?? NO_TRIES;
}

const held = (tries: TriesRow, wallMs: number): TriesRow => ({
  ...tries,
  until_ms: heldUntilMs(tries.wrong, tries.until_ms, wallMs),
});

/** A clock that was ahead has been put right: the wait begins anew by it, once, and ends. */
async function holdTries(database: Database, wallMs: number): Promise<TriesRow> {
  return database.use((db) =>
    change(db, ["keys"], STRICT, async (tx) => {
      const tries = held(((await tx.objectStore("keys").get("tries")) as TriesRow | undefined) ?? NO_TRIES, wallMs);
      await tx.objectStore("keys").put(tries);
      return tries;
    }),
  );
}

/** How long the next try waits: it was written down, so that a reload does not shorten it. */
export async function readWaitMs(database: Database, wallMs: number): Promise<number> {
  const tries = await readTries(database);
  const isAhead = held(tries, wallMs).until_ms < tries.until_ms;
  return leftMs((isAhead ? await holdTries(database, wallMs) : tries).until_ms, wallMs);
}

/** One try is counted as a wrong one before it is made: who ends the app in the middle gains nothing. Null: not yet. */
async function takeTry(database: Database, wallMs: number): Promise<TriesRow | null> {
  return database.use((db) =>
    change(db, ["keys"], STRICT, async (tx) => {
      const tries = ((await tx.objectStore("keys").get("tries")) as TriesRow | undefined) ?? NO_TRIES;
      if (leftMs(held(tries, wallMs).until_ms, wallMs) > 0) return null;
      const wrong = tries.wrong + 1;
      const next: TriesRow = { name: "tries", wrong, until_ms: wallMs + waitAfterMs(wrong) };
      await tx.objectStore("keys").put(next);
      return next;
    }),
  );
}

async function forgetTries(database: Database): Promise<void> {
  await database.use((db) => change(db, ["keys"], STRICT, (tx) => tx.objectStore("keys").put(NO_TRIES)));
}

/** Whether this is the PIN of the phone; wrong ones make the next wait longer. */
export async function tryPin(database: Database, pin: string, wallMs: number): Promise<Trial> {
  const tries = await takeTry(database, wallMs);
  if (tries === null) return { kind: "wait", leftMs: await readWaitMs(database, wallMs) };
  const row = await readVault(database);
  const raw = row?.pin == null ? null : await unwrapByPin(pin, row.pin);
  if (raw === null) return { kind: "wrong", leftMs: leftMs(tries.until_ms, wallMs) };
  await forgetTries(database);
  return { kind: "right", raw };
}

export async function openByPin(database: Database, pin: string, wallMs: number): Promise<Trial> {
  const trial = await tryPin(database, pin, wallMs);
  const row = trial.kind === "right" ? await readVault(database) : null;
  if (trial.kind === "right" && row !== null) await database.keys.adopt(row, trial.raw);
  return trial;
}

/** From now on the PIN opens the phone, and no longer the device by itself. One transaction: before it the old, after it the new. */
export async function setPin(database: Database, pin: string): Promise<boolean> {
  const box = await wrapByPin(pin, database.keys.raw);
  const isSet = await changeVault(database, (row) => ({ ...row, pin: box, device: null }));
  await forgetTries(database);
  return isSet;
}

/** The device opens the phone by itself again. */
export async function removePin(database: Database): Promise<boolean> {
  const device = await wrapByDevice(database.keys.raw);
  return changeVault(database, (row) => ({ ...row, pin: null, device }));
}

const fromBase64 = (text: string): Bytes => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

/** This person's password opens the phone too, should its PIN be forgotten. */
export async function addRecovery(database: Database, person: string, recoveryKey: string): Promise<void> {
  const box = await wrapForRecovery(fromBase64(recoveryKey), database.keys.raw, person);
  await changeVault(database, (row) => ({ ...row, recovery: { ...row.recovery, [person]: box } }));
}

/** True where the password that was just given opened the phone. */
export async function openByRecovery(database: Database, person: string, recoveryKey: string): Promise<boolean> {
  const row = await readVault(database);
  const raw = row === null ? null : await unwrapByRecovery(row, fromBase64(recoveryKey), person);
  if (row === null || raw === null) return false;
  await database.keys.adopt(row, raw);
  await forgetTries(database);
  return true;
}
