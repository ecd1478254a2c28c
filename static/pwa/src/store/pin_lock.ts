import type { Bytes } from "../crypto/aead";
import { unwrapByPin, wrapByPin } from "../crypto/pin";
import { leftMs } from "../domain/pin_code";
import type { Database } from "./database";
import { changeVault, readVault } from "./keyring";
import { unwrapByRecovery, wrapByDevice, wrapForRecovery } from "./keys";
import { forgetTries, isCountedBeside, readWaitMs, takeTry } from "./tries";

/** What opens the phone: a PIN, or what the server answers a password with. */

export type Trial =
  /** `isFull`: the try could not be counted where it should be. */
  | { readonly kind: "right"; readonly raw: Bytes; readonly isFull: boolean }
  | { readonly kind: "wrong" | "wait"; readonly leftMs: number };

/** Whether this is the PIN of the phone; wrong ones make the next wait longer. */
export async function tryPin(database: Database, pin: string, wallMs: number): Promise<Trial> {
  const tries = await takeTry(database, wallMs);
  if (tries === null) return { kind: "wait", leftMs: await readWaitMs(database, wallMs) };
  const row = await readVault(database);
  const raw = row?.pin == null ? null : await unwrapByPin(pin, row.pin);
  if (raw === null) return { kind: "wrong", leftMs: leftMs(tries.until_ms, wallMs) };
  const isFull = isCountedBeside();
  await forgetTries(database);
  return { kind: "right", raw, isFull };
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
