/** AES-GCM with 256-bit keys (NIST SP 800-38D). Nothing here is kept: keys come in and go out. */

export type Bytes = Uint8Array<ArrayBuffer>;

/** What was sealed: a random 96-bit `iv` of its own, and the sealed bytes with their 128-bit tag. */
export interface Box {
  readonly iv: Bytes;
  readonly data: ArrayBuffer;
}

export const KEY_BYTES = 32;
const IV_BYTES = 12;
const AES = { name: "AES-GCM", length: 256 } as const;

const encoder = new TextEncoder();

export const bytesOf = (text: string): Bytes => encoder.encode(text);

export const randomBytes = (count: number): Bytes => crypto.getRandomValues(new Uint8Array(count));

export function importAesKey(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);
}

/** A key that the browser uses for us and gives out to nobody. */
export function makeAesKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey(AES, false, ["encrypt", "decrypt"]);
}

/** `context` says where the box stands; it opens nowhere else. */
export async function seal(key: CryptoKey, plain: Bytes, context: string): Promise<Box> {
  const iv = randomBytes(IV_BYTES);
  const how = { name: "AES-GCM", iv, additionalData: bytesOf(context) };
  return { iv, data: await crypto.subtle.encrypt(how, key, plain) };
}

/** Rejects (OperationError) where key, context or a single bit is another. */
export async function open(key: CryptoKey, { iv, data }: Box, context: string): Promise<Bytes> {
  const how = { name: "AES-GCM", iv, additionalData: bytesOf(context) };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, data));
}
