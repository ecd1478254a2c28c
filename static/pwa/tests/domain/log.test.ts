import { describe, expect, test } from "vitest";
import { findCheckin, findOpenPatrol, findOpenVisit, foldLog, listObservationsOf } from "../../src/domain/log";
import type { QueueEntry } from "../../src/store/standing";
import type { Change } from "../../src/sync/wire";
import { ME, aLogEntry, aRecord, anEntry, sentWith } from "./builders";

const fold = (queue: QueueEntry[], records: Change[] = [], sending: string[] = []) =>
  foldLog({ records, queue, author: ME, sending: new Set(sending) });

describe("the state of an entry", () => {
  test("is saved, then sending, then sent", () => {
    const entry = anEntry();
    expect(fold([entry])[0]?.state).toBe("saved");
    expect(fold([entry], [], [entry.op.op_id])[0]?.state).toBe("sending");
    expect(fold([{ ...entry, standing: { ...entry.standing, ...sentWith() } }])[0]?.state).toBe("sent");
  });

  test("is never sent while a correction waits", () => {
    const create = anEntry({}, sentWith());
    const amend = anEntry({ type: "amend", payload: { severity: 2 } });
    expect(fold([create, amend])[0]).toMatchObject({ state: "saved", payload: { category: "brak", severity: 2 } });
  });

  test.each([
    ["quarantined", sentWith({ status: "quarantined" })],
    ["in conflict", sentWith({ status: "conflict" })],
    ["a duplicate of what was quarantined", sentWith({ status: "duplicate", first_status: "quarantined" })],
    ["set aside", { state: "set_aside" as const }],
  ])("needs action when %s, until the person has settled it", (_, standing) => {
    const create = anEntry({}, sentWith());
    const amend = anEntry({ type: "amend", payload: { severity: 3 } }, standing);
    expect(fold([create, amend])[0]).toMatchObject({ state: "needs_action", problems: [amend] });
    const settled = { ...amend, standing: { ...amend.standing, settled: "dismissed" as const } };
    expect(fold([create, settled])[0]).toMatchObject({ state: "sent", problems: [] });
  });

  test("a duplicate of what was applied is sent", () => {
    expect(fold([anEntry({}, sentWith({ status: "duplicate", first_status: "applied" }))])[0]?.state).toBe("sent");
  });
});

describe("what an entry says", () => {
  test("is what the server last told, with what was done here since", () => {
    const record = aRecord({ version: 2 }, { severity: 1, note: "från servern" });
    const included = anEntry({ type: "amend", payload: { severity: 3 } }, sentWith({ version: 2 }));
    const waiting = anEntry({ type: "amend", payload: { people_band: "3-5" } });
    expect(fold([included, waiting], [record])[0]?.payload).toMatchObject({
      severity: 1,
      note: "från servern",
      people_band: "3-5",
    });
  });

  test("keeps a sent correction until pull has told of it", () => {
    const amend = anEntry({ type: "amend", payload: { severity: 3 } }, sentWith({ version: 2 }));
    expect(fold([amend], [aRecord({ version: 1 }, { severity: 1 })])[0]?.payload.severity).toBe(3);
  });

  test("a refused correction does not count, a refused first entry is still shown", () => {
    const create = anEntry({}, sentWith());
    const refused = anEntry(
      { type: "amend", payload: { category: "finns_inte" } },
      sentWith({ status: "quarantined" }),
    );
    expect(fold([create, refused])[0]?.payload.category).toBe("brak");
    expect(fold([anEntry({}, sentWith({ status: "quarantined" }))])).toHaveLength(1);
  });

  test("a refused first entry that was replaced or dismissed is off the list", () => {
    const standing = { ...sentWith({ status: "quarantined" }), settled: "replaced" as const };
    expect(fold([anEntry({}, standing)])).toEqual([]);
  });

  test("withdrawn is shown as such, also after the server has forgotten the record", () => {
    const create = anEntry({}, sentWith());
    const retract = anEntry({ type: "retract", payload: { reason: "fel" } }, sentWith({ version: 2 }));
    expect(fold([create, retract])[0]?.withdrawn).toBe(true);
  });

  test("shows nobody else's, pulled or queued", () => {
    const others = anEntry({ author: "somebody" });
    expect(fold([others], [aRecord({ record_id: "theirs" }, { author_is_me: false })])).toEqual([]);
  });

  test("comes newest first", () => {
    const older = anEntry({ record_id: "a", occurred_at: "2026-11-23T20:00:00.000+01:00" });
    const newer = anEntry({ record_id: "b", occurred_at: "2026-11-23T19:30:00.000Z" });
    expect(fold([older, newer]).map((entry) => entry.recordId)).toEqual(["b", "a"]);
  });
});

describe("what is open", () => {
  const patrol = aLogEntry({ recordId: "p", kind: "patrol", payload: { started_at: "2026-11-23T20:00:00Z" } });
  const visit = aLogEntry({
    recordId: "v",
    kind: "visit",
    payload: { patrol_id: "p", started_at: "2026-11-23T20:10:00Z" },
  });

  test("the patrol and the visit that were not ended", () => {
    const ended = aLogEntry({
      recordId: "q",
      kind: "patrol",
      payload: { started_at: "2026-11-23T21:00:00Z", ended_at: "2026-11-23T22:00:00Z" },
    });
    expect(findOpenPatrol([ended, patrol])?.recordId).toBe("p");
    expect(findOpenVisit([visit], "p")?.recordId).toBe("v");
    expect(findOpenVisit([visit], "another")).toBeNull();
    expect(findOpenPatrol([{ ...patrol, withdrawn: true }])).toBeNull();
  });

  test("the observations of a visit, without the withdrawn", () => {
    const seen = aLogEntry({ payload: { visit_id: "v" } });
    expect(listObservationsOf([seen, { ...seen, withdrawn: true }, aLogEntry()], "v")).toHaveLength(1);
  });

  test("the check-in of an activity: the open one before an ended one", () => {
    const open = aLogEntry({ recordId: "1", kind: "checkin", payload: { activity_id: "a" } });
    const ended = aLogEntry({
      recordId: "2",
      kind: "checkin",
      payload: { activity_id: "a", ended_at: "2026-11-23T22:00:00Z" },
    });
    expect(findCheckin([ended, open], "a")?.recordId).toBe("1");
    expect(findCheckin([ended], "b")).toBeNull();
  });
});

describe("a text that the server found something in", () => {
  const said = sentWith({ code: "personal_data" });
  const create = (payload: object) => anEntry({ payload: { category: "brak", ...payload } }, said);

  test("is shown until nothing of it is left", () => {
    const flagged = create({ note: "Vittne 070-174 06 05" });
    expect(fold([flagged])[0]?.mayPointOut).toBe(true);
    const amend = anEntry({ type: "amend", payload: { note: "Vittne finns" } });
    expect(fold([flagged, amend])[0]?.mayPointOut).toBe(false);
  });

  test("is not where a reason was given, or where the server said nothing", () => {
    const note = "Vittne 070-174 06 05";
    expect(fold([create({ note, text_kept_because: "no_person" })])[0]?.mayPointOut).toBe(false);
    expect(fold([anEntry({ payload: { category: "brak", note } }, sentWith())])[0]?.mayPointOut).toBe(false);
  });
});
