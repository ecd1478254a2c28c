import { describe, expect, test } from "vitest";
import { randomBytes } from "../../src/crypto/aead";
import { Keys, PhoneLocked, makeVault, unwrapByDevice, unwrapByRecovery, wrapForRecovery } from "../../src/store/keys";
import { contextOf, openRow, orNothing, readAll, readOperation, sealRow } from "../../src/store/sealing";

const NOTE = { payload: { note: "Stökigt vid kiosken" } };

async function openKeys(): Promise<Keys> {
  const keys = new Keys();
  const { row, raw } = await makeVault();
  await keys.adopt(row, raw);
  return keys;
}

describe("the vault", () => {
  test("is opened by the device's own key, which nobody can take out", async () => {
    const { row, raw } = await makeVault();
    expect(await unwrapByDevice(row)).toEqual(raw);
    expect(row.device?.key.extractable).toBe(false);
    expect(await unwrapByDevice({ ...row, device: null })).toBeNull();
  });

  test("is opened by the server's answer to a password, for the person and the key that closed it", async () => {
    const { row, raw } = await makeVault();
    const key = randomBytes(32);
    const kept = { ...row, recovery: { elin: await wrapForRecovery(key, raw, "elin") } };
    expect(await unwrapByRecovery(kept, key, "elin")).toEqual(raw);
    expect(await unwrapByRecovery(kept, randomBytes(32), "elin")).toBeNull();
    expect(await unwrapByRecovery(kept, key, "johan")).toBeNull();
    const moved = { ...kept, recovery: { johan: kept.recovery.elin } };
    expect(await unwrapByRecovery(moved, key, "johan")).toBeNull();
  });

  test("does not take a key that is another vault's", async () => {
    const [one, other] = await Promise.all([makeVault(), makeVault()]);
    const keys = new Keys();
    await expect(keys.adopt(one.row, other.raw)).rejects.toThrow();
    expect(keys.state).toBe("none");
  });
});

describe("what is sealed", () => {
  test("is as long with a note as without one, whoever seals it", async () => {
    const keys = await openKeys();
    const lengthOf = async (content: object) => {
      const sealed = await keys.seal("operation/1", content);
      return sealed === null ? null : sealed.data.byteLength;
    };
    const short = { payload: { category: "brak" } };
    const long = { payload: { category: "stok_oordning", note: "Stökigt vid kiosken ".repeat(14) } };
    expect(await lengthOf(short)).toBe(await lengthOf(long));
    keys.lock();
    expect(await lengthOf(short)).toBe(await lengthOf(long));
    expect(await lengthOf({ note: "å".repeat(1000) })).toBe(2048 + 16);
  });

  test("opens in its place, and in no other row", async () => {
    const keys = await openKeys();
    const row = await sealRow(keys, "operation/1", { op_id: "1" }, NOTE);
    expect(JSON.stringify(row)).not.toContain("kiosken");
    expect(await openRow(keys, "operation/1", row)).toEqual({ op_id: "1", ...NOTE });
    await expect(openRow(keys, "operation/2", { ...row, op_id: "2" })).rejects.toThrow();
  });

  test("is left out where its box is broken, and the rest is read", async () => {
    const keys = await openKeys();
    const other = await openKeys();
    const [good, bad] = await Promise.all([keys, other].map((by) => sealRow(by, "draft/a", { key: "a" }, NOTE)));
    expect(await readAll([good, bad], (row) => openRow(keys, "draft/a", row as object))).toEqual([
      { key: "a", ...NOTE },
    ]);
  });

  test("plain rows of older versions are read as they are, and known as loose", async () => {
    const keys = await openKeys();
    expect(keys.hasLoose).toBe(false);
    const plain = { op_id: "1", record_id: "2", device_seq: 1, base_version: null, ...NOTE };
    expect(await readOperation(keys, plain as never)).toEqual(plain);
    expect(keys.hasLoose).toBe(true);
  });
});

describe("while the phone is locked", () => {
  test("what is written can't be read, and opens afterwards in its place", async () => {
    const keys = await openKeys();
    const { kept, raw } = keys;
    keys.lock();
    expect(keys.state).toBe("locked");
    const context = contextOf.operation("1");
    const row = await sealRow(keys, context, { op_id: "1" }, NOTE);
    expect(JSON.stringify(row)).not.toContain("kiosken");
    await expect(openRow(keys, context, row)).rejects.toThrow(PhoneLocked);
    await expect(orNothing(openRow(keys, context, row))).rejects.toThrow(PhoneLocked);
    expect(() => keys.raw).toThrow(PhoneLocked);

    if (kept === null) throw new Error("there is a vault");
    await keys.adopt(kept, raw);
    expect(await openRow(keys, context, row)).toEqual({ op_id: "1", ...NOTE });
    await expect(openRow(keys, contextOf.operation("2"), row)).rejects.toThrow();
  });

  test("nothing that was opened before is known any more", async () => {
    const keys = await openKeys();
    const row = await sealRow(keys, "record/a", {}, NOTE);
    await openRow(keys, "record/a", row, "a");
    keys.lock();
    await expect(openRow(keys, "record/a", row, "a")).rejects.toThrow(PhoneLocked);
  });
});

test("without a vault nothing is sealed and nothing fails", async () => {
  const keys = new Keys();
  expect(await sealRow(keys, "operation/1", { op_id: "1" }, NOTE)).toEqual({ op_id: "1", ...NOTE });
  expect(keys.hasLoose).toBe(true);
});
