import { type Box, type Bytes, bytesOf, open, randomBytes, seal } from "./aead";

/**
 * A key that is wrapped by what a person knows: PBKDF2-HMAC-SHA-256 (RFC 8018) makes the wrapping key. The rounds are what
 * OWASP's password storage cheat sheet asks of this function; they are kept with the box, so that they can be raised.
 */
export interface PinBox {
  readonly salt: Bytes;
  readonly rounds: number;
  readonly wrapped: Box;
}

export const ROUNDS = 600_000;
const SALT_BYTES = 16;
const CONTEXT = "pin";

/** PBKDF2-HMAC-SHA-256 to 32 bytes. */
export async function stretch(words: string, salt: BufferSource, rounds: number): Promise<ArrayBuffer> {
  const key = await crypto.subtle.importKey("raw", bytesOf(words), "PBKDF2", false, ["deriveBits"]);
  return crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, key, 256);
}

async function makeKey(pin: string, salt: Bytes, rounds: number): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", await stretch(pin, salt, rounds), "AES-GCM", false, ["encrypt", "decrypt"]);
}

export async function wrapByPin(pin: string, key: Bytes, rounds: number = ROUNDS): Promise<PinBox> {
  const salt = randomBytes(SALT_BYTES);
  return { salt, rounds, wrapped: await seal(await makeKey(pin, salt, rounds), key, CONTEXT) };
}

/** Null where the PIN is another. */
export async function unwrapByPin(pin: string, { salt, rounds, wrapped }: PinBox): Promise<Bytes | null> {
  const key = await makeKey(pin, salt, rounds);
  return open(key, wrapped, CONTEXT).catch(() => null);
}
