import { type Box, type Bytes, bytesOf, open, seal } from "./aead";

/**
 * Boxes that whoever has the public key can fill, and only the private key's owner can open: ephemeral ECDH on P-256
 * (NIST SP 800-56A), HKDF-SHA-256 (RFC 5869) over both public keys, AES-GCM. The phone writes with it while it is locked.
 */
export interface SealedBox extends Box {
  /** The public key that was made for this box alone: 65 bytes, uncompressed. */
  readonly from: ArrayBuffer;
}

export interface KeyPair {
  readonly publicKey: ArrayBuffer;
  /** PKCS #8. */
  readonly privateKey: ArrayBuffer;
}

const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;
const INFO = bytesOf("ljuspunkt/inbox/1");
const SHARED_BITS = 256;

export async function makeKeyPair(): Promise<KeyPair> {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const [publicKey, privateKey] = await Promise.all([
    crypto.subtle.exportKey("raw", pair.publicKey),
    crypto.subtle.exportKey("pkcs8", pair.privateKey),
  ]);
  return { publicKey, privateKey };
}

export function importPrivateKey(pkcs8: BufferSource): Promise<CryptoKey> {
  return crypto.subtle.importKey("pkcs8", pkcs8, CURVE, false, ["deriveBits"]);
}

/** The shared secret's 32 bytes: the x coordinate of ECDH. */
export async function agree(privateKey: CryptoKey, publicKey: BufferSource): Promise<ArrayBuffer> {
  const other = await crypto.subtle.importKey("raw", publicKey, CURVE, false, []);
  return crypto.subtle.deriveBits({ name: "ECDH", public: other }, privateKey, SHARED_BITS);
}

/** HKDF-SHA-256 to 32 bytes. */
export async function expand(secret: BufferSource, salt: BufferSource, info: BufferSource): Promise<ArrayBuffer> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, 256);
}

async function makeBoxKey(secret: ArrayBuffer, from: ArrayBuffer, to: ArrayBuffer): Promise<CryptoKey> {
  const salt = new Uint8Array([...new Uint8Array(from), ...new Uint8Array(to)]);
  const raw = await expand(secret, salt, INFO);
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

export async function sealTo(to: ArrayBuffer, plain: Bytes, context: string): Promise<SealedBox> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const from = await crypto.subtle.exportKey("raw", pair.publicKey);
  const key = await makeBoxKey(await agree(pair.privateKey, to), from, to);
  return { ...(await seal(key, plain, context)), from };
}

export async function openFrom(
  privateKey: CryptoKey,
  publicKey: ArrayBuffer,
  box: SealedBox,
  context: string,
): Promise<Bytes> {
  return open(await makeBoxKey(await agree(privateKey, box.from), box.from, publicKey), box, context);
}
