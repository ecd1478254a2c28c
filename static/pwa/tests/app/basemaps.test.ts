import { beforeEach, describe, expect, test, vi } from "vitest";
import { makeBasemaps } from "../../src/app/basemaps";
import { type AppState, FIRST_STATE, Model } from "../../src/app/state";
import type { Basemap } from "../../src/domain/basemap";
import type { Area } from "../../src/domain/pulled";
import type { Download } from "../../src/net/basemap";

const map: Basemap = {
  sha256: "ab".repeat(32),
  bytes: 4,
  attribution: "",
  min_zoom: 10,
  max_zoom: 14,
  sketch: false,
};
const other: Basemap = { ...map, sha256: "cd".repeat(32) };
const file = new Blob(["karta".slice(0, 4)]);

const areaWith = (basemap: Basemap | null): Area => ({
  id: "town",
  code: "town",
  name: "Ljusdal",
  timezone: "Europe/Stockholm",
  outline: null,
  centre: [16, 61],
  basemap,
});
const pulledWith = (basemap: Basemap | null) => ({ ...FIRST_STATE.pulled, areas: [areaWith(basemap)] });
const profile = {
  user: { id: "me", locale: "sv", memberships: [] },
  demonstration: false,
  server_version: "1",
} as unknown as NonNullable<AppState["profile"]>;

beforeEach(() => {
  vi.stubGlobal("document", { addEventListener: () => undefined, visibilityState: "visible" });
  return () => vi.unstubAllGlobals();
});

/** A phone whose network and storage do as the test says. */
function phone(change: Partial<AppState> = {}) {
  const kept = new Map<string, Blob>();
  const asked: Basemap[] = [];
  let room: "kept" | "full" | "failed" = "kept";
  let answers: ((got: Download) => void)[] = [];
  const model = new Model({ ...FIRST_STATE, ready: true, profile, pulled: pulledWith(map), ...change });
  const basemaps = makeBasemaps({
    model,
    cache: {
      read: async ({ sha256 }) => kept.get(sha256) ?? null,
      keep: async ({ sha256 }, got) => {
        if (room === "kept") kept.set(sha256, got);
        return room;
      },
      keepOnly: async (sha256) => {
        for (const key of kept.keys()) if (key !== sha256) kept.delete(key);
      },
    },
    download: (basemap) => {
      asked.push(basemap);
      return new Promise((resolve) => answers.push(resolve));
    },
  });
  return {
    ...basemaps,
    model,
    kept,
    asked,
    fill: () => {
      room = "full";
    },
    answer: async (got: Download) => {
      const waiting = answers;
      answers = [];
      for (const resolve of waiting) resolve(got);
      await settle();
    },
    phase: () => model.state.basemap.phase,
  };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("a phone whose area has a map", () => {
  test("fetches it once and keeps it", async () => {
    const one = phone();
    one.follow();
    await settle();
    expect(one.phase()).toBe("fetching");
    await one.answer({ file });
    expect(one.phase()).toBe("ready");
    expect([...one.kept.keys()]).toEqual([map.sha256]);

    one.model.set({ nowMs: 1 });
    one.model.set({ online: false });
    one.model.set({ online: true });
    await settle();
    expect(one.asked).toEqual([map]);
    expect(await one.openBasemap()).toBe(file);
  });

  test("does not fetch what it has", async () => {
    const one = phone({ online: false });
    one.kept.set(map.sha256, file);
    one.follow();
    await settle();
    expect([one.phase(), one.asked]).toEqual(["ready", []]);
  });

  test("tries again when the network comes back, but not for a wrong hash", async () => {
    const one = phone();
    one.follow();
    await settle();
    await one.answer({ failed: "unreachable" });
    one.model.set({ nowMs: 1 });
    expect([one.phase(), one.asked.length]).toEqual(["failed", 1]);
    one.model.set({ online: false });
    one.model.set({ online: true });
    expect(one.asked.length).toBe(2);

    await one.answer({ failed: "wrong_hash" });
    one.model.set({ online: false });
    one.model.set({ online: true });
    expect(one.asked.length).toBe(2);
    one.fetchBasemap();
    expect(one.asked.length).toBe(3);
  });

  test("says when there is no room, and keeps nothing of it", async () => {
    const one = phone();
    one.fill();
    one.follow();
    await settle();
    await one.answer({ file });
    expect(one.model.state.basemap).toMatchObject({ phase: "failed", why: "storage_full" });
    expect(one.kept.size).toBe(0);
  });

  test("asks for it anew where the system took it away", async () => {
    const one = phone();
    one.kept.set(map.sha256, file);
    one.follow();
    await settle();
    one.kept.clear();
    expect(await one.openBasemap()).toBeNull();
    expect(one.asked).toEqual([map]);
  });

  test("leaves a large one to the person", async () => {
    const large = { ...map, bytes: 6_000_000 };
    const one = phone({ pulled: pulledWith(large) });
    one.follow();
    await settle();
    expect([one.phase(), one.asked]).toEqual(["offered", []]);
    one.fetchBasemap();
    one.fetchBasemap();
    expect(one.asked).toEqual([large]);
  });
});

describe("when the area's map changes", () => {
  test("what is on its way for the old one is dropped, and the new one fetched", async () => {
    const one = phone();
    one.follow();
    await settle();
    one.model.set({ pulled: pulledWith(other) });
    await settle();
    await one.answer({ file });
    expect(one.asked).toEqual([map, other]);
    await one.answer({ file });
    expect(one.phase()).toBe("ready");
    expect([...one.kept.keys()]).toEqual([other.sha256]);
  });

  test("an area without one lets go of the file", async () => {
    const one = phone();
    one.kept.set(map.sha256, file);
    one.follow();
    await settle();
    one.model.set({ pulled: pulledWith(null) });
    await settle();
    expect([one.phase(), one.kept.size]).toEqual(["none", 0]);
  });

  test("nothing pulled yet is no reason to throw anything away", async () => {
    const one = phone();
    one.kept.set(map.sha256, file);
    one.follow();
    await settle();
    one.model.set({ pulled: FIRST_STATE.pulled });
    await settle();
    expect(one.kept.size).toBe(1);
  });
});
