import { describe, expect, test } from "vitest";
import { type Usage, findRepeat, holdOrder, keepOrder, rankCategories } from "../../src/domain/categories";
import type { Category, HotspotRow } from "../../src/domain/pulled";
import { NOW, aLogEntry, aRecord } from "./builders";

const DAY_MS = 86_400_000;
const CODES = ["brak", "berusade", "klotter", "buskorning"];

const category = (code: string, order: number, retired = false): Category => ({
  code,
  group: "social",
  name: { sv: code, en: code },
  description: null,
  severity: 1,
  order,
  is_disorder: true,
  retired,
});
const ALL = CODES.map((code, order) => category(code, order));

const seen = (code: string, place_id: string | null, agoMs = DAY_MS) =>
  aLogEntry({ recordId: `${code} ${agoMs}`, payload: { category: code, place_id }, occurredMs: NOW - agoMs });
const row = (place_id: string, categories: string[]): HotspotRow => ({
  rank: 1,
  place_id,
  verdict: "likely",
  categories,
  lastVisitedMs: null,
  visits_7d: 0,
  minutes_7d: 0,
  computedMs: NOW,
  busiestSlot: null,
});
const rank = (usage: Partial<Usage>) =>
  rankCategories(ALL, { log: [], records: [], hotspots: [], placeId: "station", atMs: NOW, ...usage }).map(
    ({ code }) => code,
  );

describe("the order of the categories", () => {
  test("is the area's own where nothing was seen", () => {
    expect(rank({})).toEqual(CODES);
    expect(rank({ placeId: null })).toEqual(CODES);
  });

  test("puts what was seen at this place before what was seen more often elsewhere", () => {
    const log = [seen("klotter", "station"), seen("berusade", "torg"), seen("berusade", "torg", 2 * DAY_MS)];
    expect(rank({ log })[0]).toBe("klotter");
    expect(rank({ log, placeId: "torg" })[0]).toBe("berusade");
  });

  test("puts what is seen in this part of the day before what was seen as often in another", () => {
    // 21:47 is in the block from 20 to 24; twelve hours earlier is not.
    const log = [seen("berusade", "station", DAY_MS / 2), seen("buskorning", "station", DAY_MS)];
    expect(rank({ log })[0]).toBe("buskorning");
    expect(rank({ log, atMs: NOW - DAY_MS / 2 })[0]).toBe("berusade");
  });

  test("follows what others logged too, and counts what stands in both lists once", () => {
    const at = new Date(NOW - DAY_MS).toISOString();
    const others = aRecord({}, { category: "klotter", place_id: "station", author_is_me: false, occurred_at: at });
    expect(rank({ records: [others] })[0]).toBe("klotter");
    const own = aRecord({}, { category: "brak", place_id: "station", occurred_at: at });
    const log = [seen("brak", "station"), seen("buskorning", "station"), seen("buskorning", "torg", DAY_MS)];
    expect(rank({ log, records: [own] })[0]).toBe("buskorning");
  });

  test("follows what the server counted at this place, the first before the second", () => {
    const hotspots = [row("torg", ["brak"]), row("station", ["buskorning", "klotter"])];
    expect(rank({ hotspots })).toEqual(["buskorning", "klotter", "brak", "berusade"]);
  });

  test("forgets: two of last winter weigh less than one of yesterday", () => {
    const log = [seen("klotter", "station", 300 * DAY_MS), seen("klotter", "station", 301 * DAY_MS)];
    expect(rank({ log: [...log, seen("berusade", "station")] })[0]).toBe("berusade");
  });

  test("leaves out what was withdrawn and what was retired", () => {
    const log = [{ ...seen("klotter", "station"), withdrawn: true }];
    expect(rank({ log })).toEqual(CODES);
    const usage = { log: [], records: [], hotspots: [], placeId: null, atMs: NOW };
    expect(rankCategories([category("brak", 0, true)], usage)).toEqual([]);
  });

  test("is the same for the same input, however that was sorted", () => {
    const log = [seen("klotter", "station"), seen("berusade", "torg"), seen("brak", "station", 3 * DAY_MS)];
    const usage = { log: [...log].reverse(), records: [], hotspots: [], placeId: "station", atMs: NOW };
    expect(rankCategories([...ALL].reverse(), usage).map(({ code }) => code)).toEqual(rank({ log }));
  });
});

describe("while somebody aims", () => {
  test("no button moves, whatever the order has become", () => {
    expect(keepOrder(["klotter", "brak", "buskorning", "berusade"], ALL).map(({ code }) => code)).toEqual([
      "klotter",
      "brak",
      "buskorning",
      "berusade",
    ]);
  });

  test("what was retired goes, and what is new comes last", () => {
    expect(keepOrder(["gammal", "klotter", "brak"], ALL).map(({ code }) => code)).toEqual([
      "klotter",
      "brak",
      "berusade",
      "buskorning",
    ]);
  });
});

describe("the order that is held", () => {
  const codes = (held: ReturnType<typeof holdOrder>) => held.codes;
  const opened = holdOrder(null, ALL, "now", NOW);
  const turned = [...ALL].reverse();

  test("follows the first fix, which comes before anybody has aimed", () => {
    expect(codes(holdOrder(opened, turned, "now", NOW + 500))).toEqual([...CODES].reverse());
  });

  test("holds from then on, whatever was learnt", () => {
    const settled = holdOrder(opened, turned, "now", NOW + 500);
    expect(codes(holdOrder(settled, ALL, "now", NOW + 700))).toEqual([...CODES].reverse());
    expect(codes(holdOrder(opened, turned, "now", NOW + 60_000))).toEqual(CODES);
  });

  test("is a new one where the person chose another place or time", () => {
    expect(codes(holdOrder(opened, turned, "torg now", NOW + 60_000))).toEqual([...CODES].reverse());
  });

  test("begins when the first categories have come", () => {
    const empty = holdOrder(null, [], "now", NOW);
    expect(codes(holdOrder(empty, ALL, "now", NOW + 60_000))).toEqual(CODES);
  });
});

describe("the same again", () => {
  const find = (log: ReturnType<typeof seen>[], placeId: string | null = "station") =>
    findRepeat(ALL, log, placeId, NOW)?.code ?? null;

  test("is the last thing seen at this place", () => {
    expect(find([seen("brak", "station", 2000), seen("klotter", "station", 1000), seen("berusade", "torg", 1)])).toBe(
      "klotter",
    );
  });

  test("is nothing at another place, at none, after a day, or where it was withdrawn", () => {
    const log = [seen("brak", "station", 1000)];
    expect(find(log, "torg")).toBeNull();
    expect(find([seen("brak", null, 1000)], null)).toBeNull();
    expect(find([seen("brak", "station", DAY_MS + 1)])).toBeNull();
    expect(find(log.map((entry) => ({ ...entry, withdrawn: true })))).toBeNull();
  });

  test("is nothing where the category was retired since", () => {
    expect(findRepeat([category("brak", 0, true)], [seen("brak", "station", 1000)], "station", NOW)).toBeNull();
  });
});
