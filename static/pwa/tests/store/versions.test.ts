import { describe, expect, test } from "vitest";
import { classifyFault } from "../../src/store/faults";
import { needsAction } from "../../src/store/standing";
import { chooseBaseVersion, predictVersion } from "../../src/store/versions";
import { anEntry, sentWith } from "../domain/builders";

const standings = (...changes: Parameters<typeof anEntry>[1][]) =>
  changes.map((change) => anEntry({}, change).standing);

describe("the version that a correction is based on", () => {
  test("counts what still waits on the phone", () => {
    expect(predictVersion(null, standings({}))).toBe(1);
    expect(predictVersion(null, standings({}, {}, {}))).toBe(3);
  });

  test("continues from what the server told", () => {
    expect(predictVersion(null, standings(sentWith({ version: 1 }), sentWith({ version: 2 }), {}))).toBe(3);
    expect(predictVersion(4, standings(sentWith({ version: 2 }), {}))).toBe(5);
    expect(predictVersion(4, [])).toBe(4);
  });

  test("counts what is held for its parent, and not what was refused", () => {
    const held = sentWith({ version: null, code: "held" });
    expect(predictVersion(null, standings({}, held))).toBe(2);
    expect(predictVersion(2, standings(held))).toBe(2);
    expect(
      predictVersion(null, standings({}, sentWith({ version: null, status: "quarantined" }), { state: "set_aside" })),
    ).toBe(1);
  });

  test("a create is based on nothing, a correction of the unknown on its create", () => {
    expect(chooseBaseVersion("create", 0)).toBeNull();
    expect(chooseBaseVersion("amend", 0)).toBe(1);
    expect(chooseBaseVersion("retract", 3)).toBe(3);
  });
});

describe("a storage fault", () => {
  const fault = (name: string, message = "") => classifyFault(new DOMException(message, name));

  test.each([
    ["InvalidStateError", "The database connection is closing."],
    ["UnknownError", "Connection to Indexed Database server lost. Refresh the page to try again"],
    ["UnknownError", "Internal error opening backing store for indexedDB.open."],
    ["AbortError", ""],
    ["TimeoutError", ""],
  ])("%s %s is a handle that died: open again", (name, message) => {
    expect(fault(name, message)).toBe("dead_handle");
  });

  test("a full disk, a newer version and a mistake of ours are told apart", () => {
    expect(fault("QuotaExceededError")).toBe("quota");
    expect(fault("AbortError", "The current transaction exceeded its quota limitations.")).toBe("quota");
    expect(fault("VersionError")).toBe("newer_version");
    expect(fault("ConstraintError")).toBe("other");
    expect(classifyFault("nonsense")).toBe("other");
  });
});

test("nothing that was settled needs action", () => {
  const refused = sentWith({ status: "quarantined" });
  expect(standings(refused, { ...refused, settled: "dismissed" }, { state: "set_aside" }, {}).map(needsAction)).toEqual(
    [true, false, true, false],
  );
});
