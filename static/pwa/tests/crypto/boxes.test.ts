import { describe, expect, test } from "vitest";
import { bytesOf, importAesKey, open, randomBytes, seal } from "../../src/crypto/aead";
import { ROUNDS, unwrapByPin, wrapByPin } from "../../src/crypto/pin";
import { importPrivateKey, makeKeyPair, openFrom, sealTo } from "../../src/crypto/sealed_box";

const NOTE = bytesOf("Stökigt vid kiosken");
const flip = (data: ArrayBuffer): ArrayBuffer => {
  const changed = new Uint8Array(data.slice(0));
  changed[0] = (changed[0] ?? 0) ^ 1;
  return changed.buffer;
};

describe("a sealed row", () => {
  test("opens where it stands and nowhere else", async () => {
    const key = await importAesKey(randomBytes(32));
    const box = await seal(key, NOTE, "operation/1");
    expect(await open(key, box, "operation/1")).toEqual(NOTE);
    await expect(open(key, box, "operation/2")).rejects.toThrow();
    await expect(open(key, { ...box, data: flip(box.data) }, "operation/1")).rejects.toThrow();
    await expect(open(await importAesKey(randomBytes(32)), box, "operation/1")).rejects.toThrow();
  });

  test("looks different each time, and has a 96-bit IV and a 128-bit tag", async () => {
    const key = await importAesKey(randomBytes(32));
    const boxes = await Promise.all([1, 2].map(() => seal(key, NOTE, "a")));
    expect(new Set(boxes.map(({ iv }) => iv.join())).size).toBe(2);
    expect(boxes.map(({ iv, data }) => [iv.length, data.byteLength - NOTE.length])).toEqual([
      [12, 16],
      [12, 16],
    ]);
  });
});

describe("a box that anybody can fill", () => {
  test("is opened by the private key alone", async () => {
    const pair = await makeKeyPair();
    const other = await makeKeyPair();
    const box = await sealTo(pair.publicKey, NOTE, "operation/1");
    const key = await importPrivateKey(pair.privateKey);
    expect(await openFrom(key, pair.publicKey, box, "operation/1")).toEqual(NOTE);
    await expect(openFrom(key, pair.publicKey, box, "operation/2")).rejects.toThrow();
    const wrong = await importPrivateKey(other.privateKey);
    await expect(openFrom(wrong, pair.publicKey, box, "operation/1")).rejects.toThrow();
    await expect(openFrom(key, other.publicKey, box, "operation/1")).rejects.toThrow();
  });

  test("has a key of its own each time", async () => {
    const pair = await makeKeyPair();
    const boxes = await Promise.all([1, 2].map(() => sealTo(pair.publicKey, NOTE, "a")));
    expect(new Set(boxes.map(({ from }) => new Uint8Array(from).join())).size).toBe(2);
  });
});

describe("a key wrapped by a PIN", () => {
  test("comes back by the same PIN, and by no other", async () => {
    const key = randomBytes(32);
    const box = await wrapByPin("250719", key, 10);
    expect(await unwrapByPin("250719", box)).toEqual(key);
    expect(await unwrapByPin("250718", box)).toBeNull();
  });

  test("has its own salt of 16 bytes and the rounds that are asked for", async () => {
    expect(ROUNDS).toBeGreaterThanOrEqual(600_000);
    const [one, other] = await Promise.all([1, 2].map(() => wrapByPin("250719", randomBytes(32))));
    expect(one?.salt).toHaveLength(16);
    expect(one?.salt).not.toEqual(other?.salt);
    expect(one?.rounds).toBe(ROUNDS);
  });
});
