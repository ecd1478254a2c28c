import { describe, expect, test } from "vitest";
import { type Bytes, importAesKey, open } from "../../src/crypto/aead";
import { stretch } from "../../src/crypto/pin";
import { agree, expand, importPrivateKey } from "../../src/crypto/sealed_box";

const bytes = (hex: string): Bytes => Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const hexOf = (value: ArrayBuffer | Bytes): string => Buffer.from(value as ArrayBuffer).toString("hex");

describe("the primitives answer as the standards say", () => {
  test("AES-256-GCM: test case 15 of the GCM specification (no additional data)", async () => {
    const key = await importAesKey(bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
    const sealed = bytes(
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa" +
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad" +
        "b094dac5d93471bdec1a502270e3cc6c",
    );
    const box = { iv: bytes("cafebabefacedbaddecaf888"), data: sealed.buffer };
    expect(hexOf(await open(key, box, ""))).toBe(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72" +
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
    );
  });

  test("PBKDF2-HMAC-SHA-256: RFC 7914, section 11", async () => {
    const salt = new TextEncoder().encode("salt");
    expect(hexOf(await stretch("passwd", salt, 1))).toBe(
      "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc",
    );
  });

  test("HKDF-SHA-256: RFC 5869, test case 1", async () => {
    const made = await expand(
      bytes("0b".repeat(22)),
      bytes("000102030405060708090a0b0c"),
      bytes("f0f1f2f3f4f5f6f7f8f9"),
    );
    expect(hexOf(made)).toBe("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
  });

  test("ECDH on P-256: NIST CAVS, KAS ECC CDH primitive, P-256, count 0", async () => {
    const ours = bytes("7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534");
    const [x, y] = [
      "ead218590119e8876b29146ff89ca61770c4edbbf97d38ce385ed281d8a6b230",
      "28af61281fd35e2fa7002523acc85a429cb06ee6648325389f59edfce1405141",
    ];
    const curve = { name: "ECDH", namedCurve: "P-256" };
    const url = (hex: string) => Buffer.from(hex, "hex").toString("base64url");
    const jwk = {
      kty: "EC",
      crv: "P-256",
      d: Buffer.from(ours).toString("base64url"),
      x: url(x ?? ""),
      y: url(y ?? ""),
    };
    const whole = await crypto.subtle.importKey("jwk", jwk, curve, true, ["deriveBits"]);
    const key = await importPrivateKey(await crypto.subtle.exportKey("pkcs8", whole));
    const theirs = bytes(
      "04700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287" +
        "db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac",
    );
    expect(hexOf(await agree(key, theirs))).toBe("46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b");
  });
});
