import {
  type Box,
  type Bytes,
  KEY_BYTES,
  bytesOf,
  importAesKey,
  makeAesKey,
  open,
  randomBytes,
  seal,
} from "../crypto/aead";
import { padJson } from "../crypto/padding";
import type { PinBox } from "../crypto/pin";
import { type SealedBox, importPrivateKey, makeKeyPair, openFrom, sealTo } from "../crypto/sealed_box";

/** What was sealed on this phone; with `from` it was written while the phone was locked. */
export type Sealed = Box | SealedBox;

/** The phone's one vault, as it lies on the disk: its key is there only wrapped. */
export interface VaultRow {
  readonly name: "vault";
  /** Of no meaning but to tell this vault from one that took its place. */
  readonly id: string;
  /** Without a PIN: the key is wrapped by one that the browser lends and gives out to nobody. */
  readonly device: { readonly key: CryptoKey; readonly wrapped: Box } | null;
  readonly pin: PinBox | null;
  /** The key wrapped by what the server answers a person's password with (docs/api.md), by the person's id. */
  readonly recovery: Readonly<Record<string, Box>>;
  readonly inbox: { readonly publicKey: ArrayBuffer; readonly privateKey: Box };
}

/** Something is asked for that only an open phone can tell. */
export class PhoneLocked extends Error {
  override readonly name = "PhoneLocked";
}

export type KeysState = "none" | "open" | "locked";

const DEVICE = "device";
const INBOX = "inbox";

const recoveryContext = (person: string) => `recovery/${person}`;

/** A new vault, open by the device's own key. */
export async function makeVault(): Promise<{ readonly row: VaultRow; readonly raw: Bytes }> {
  const raw = randomBytes(KEY_BYTES);
  const [device, key, pair] = await Promise.all([makeAesKey(), importAesKey(raw), makeKeyPair()]);
  const [wrapped, privateKey] = await Promise.all([
    seal(device, raw, DEVICE),
    seal(key, new Uint8Array(pair.privateKey), INBOX),
  ]);
  const inbox = { publicKey: pair.publicKey, privateKey };
  const id = [...randomBytes(16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { row: { name: "vault", id, device: { key: device, wrapped }, pin: null, recovery: {}, inbox }, raw };
}

export async function wrapByDevice(raw: Bytes): Promise<NonNullable<VaultRow["device"]>> {
  const key = await makeAesKey();
  return { key, wrapped: await seal(key, raw, DEVICE) };
}

/** Null where the device's own key is not what opens this vault, or does not any more. */
export async function unwrapByDevice({ device }: VaultRow): Promise<Bytes | null> {
  return device === null ? null : open(device.key, device.wrapped, DEVICE).catch(() => null);
}

export async function wrapForRecovery(recoveryKey: Bytes, raw: Bytes, person: string): Promise<Box> {
  return seal(await importAesKey(recoveryKey), raw, recoveryContext(person));
}

/** Null where this person's password has never opened this phone, or the server's secret is another. */
export async function unwrapByRecovery(row: VaultRow, recoveryKey: Bytes, person: string): Promise<Bytes | null> {
  const box = row.recovery[person];
  if (box === undefined) return null;
  return open(await importAesKey(recoveryKey), box, recoveryContext(person)).catch(() => null);
}

interface OpenVault {
  readonly raw: Bytes;
  readonly key: CryptoKey;
  readonly inbox: CryptoKey;
}

/**
 * The vault in the memory of this tab. It seals at any time: while it is locked, into boxes that it can't open itself.
 * Sealing never makes a save fail: what could not be sealed is null, is kept plain, and is sealed later.
 */
export class Keys {
  private row: VaultRow | null = null;
  private vault: OpenVault | null = null;
  private readonly opened = new Map<string, unknown>();
  /** Something lies plain on the disk, or in a box that was filled while the phone was locked. */
  hasLoose = false;

  get state(): KeysState {
    if (this.row === null) return "none";
    return this.vault === null ? "locked" : "open";
  }

  get kept(): VaultRow | null {
    return this.row;
  }

  /** The vault's key, to be wrapped anew. The bytes are never overwritten: a PIN that is being set still needs them. */
  get raw(): Bytes {
    if (this.vault === null) throw new PhoneLocked();
    return this.vault.raw;
  }

  /** The vault is known, and open where its key is given. Rejects where the key does not fit. */
  async adopt(row: VaultRow, raw: Bytes | null): Promise<void> {
    this.vault = raw === null ? null : await openVault(row, raw);
    this.row = row;
  }

  /** Another row for the same vault: a PIN was set, or taken away. */
  replaceRow(row: VaultRow): void {
    this.row = row;
  }

  /** Nothing that was read can be read any more in this tab. */
  lock(): void {
    this.vault = null;
    this.opened.clear();
  }

  forget(): void {
    this.lock();
    this.row = null;
  }

  async seal(context: string, value: unknown): Promise<Sealed | null> {
    const { row, vault } = this;
    try {
      if (row !== null) {
        const plain = padJson(bytesOf(JSON.stringify(value)));
        if (vault !== null) return await seal(vault.key, plain, context);
        this.hasLoose = true;
        return await sealTo(row.inbox.publicKey, plain, context);
      }
    } catch {
      // Whatever the browser's reason is: the entry counts for more than its cover.
    }
    this.hasLoose = true;
    return null;
  }

  /** Rejects with PhoneLocked, or with OperationError where the box is not of this vault or not of this place. */
  async open(context: string, sealed: Sealed): Promise<unknown> {
    const { row, vault } = this;
    if (row === null || vault === null) throw new PhoneLocked();
    const plain =
      "from" in sealed
        ? await openFrom(vault.inbox, row.inbox.publicKey, sealed, context)
        : await open(vault.key, sealed, context);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  /** As `open`, for what never changes under this name: it is opened once and then known until the phone is locked. */
  async openOnce(name: string, context: string, sealed: Sealed): Promise<unknown> {
    if (this.opened.has(name)) return this.opened.get(name);
    const { vault } = this;
    const value = await this.open(context, sealed);
    if (vault === this.vault) this.opened.set(name, value);
    return value;
  }
}

async function openVault(row: VaultRow, raw: Bytes): Promise<OpenVault> {
  const key = await importAesKey(raw);
  return { raw, key, inbox: await importPrivateKey(await open(key, row.inbox.privateKey, INBOX)) };
}
