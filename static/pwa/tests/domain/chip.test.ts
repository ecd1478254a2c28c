import { expect, test } from "vitest";
import { describeChip } from "../../src/domain/chip";
import { type PauseReason, beginState } from "../../src/sync/state";
import { ME, anEntry, sentWith } from "./builders";

const idle = beginState(ME);
const paused = (reason: PauseReason) => ({ ...idle, phase: { name: "paused", reason } as const });
const chip = (change: Partial<Parameters<typeof describeChip>[0]> = {}) =>
  describeChip({ queue: [], person: ME, sync: idle, online: true, ...change });

test("all is sent when nothing waits, and not a moment before", () => {
  expect(chip().state).toBe("all_sent");
  expect(chip({ queue: [anEntry({}, sentWith())] }).state).toBe("all_sent");
  expect(chip({ queue: [anEntry()] })).toMatchObject({ state: "waiting", ownWaiting: 1 });
});

test("what waits for another person is counted beside one's own", () => {
  expect(chip({ queue: [anEntry({ author: "other" })] })).toMatchObject({
    state: "waiting",
    ownWaiting: 0,
    othersWaiting: 1,
  });
});

test("offline is said when the network is gone or the server does not answer", () => {
  expect(chip({ online: false, queue: [anEntry()] })).toMatchObject({ state: "offline", ownWaiting: 1 });
  expect(chip({ sync: { ...idle, reach: "unreachable" } }).state).toBe("offline");
});

test("what needs a person comes before everything else", () => {
  const refused = anEntry({}, sentWith({ status: "quarantined" }));
  expect(chip({ online: false, queue: [refused] })).toMatchObject({ state: "needs_action", attention: 1 });
  expect(chip({ queue: [{ ...refused, standing: { ...refused.standing, settled: "dismissed" } }] }).state).toBe(
    "all_sent",
  );
  expect(chip({ sync: paused("device_revoked") }).state).toBe("needs_action");
});

test("somebody else's refused entry is not mine to mend", () => {
  expect(chip({ queue: [anEntry({ author: "other" }, sentWith({ status: "quarantined" }))] }).state).toBe("all_sent");
});

test("an expired or foreign session asks for a sign-in", () => {
  expect(chip({ sync: paused("sign_in"), queue: [anEntry()] }).state).toBe("signed_out");
  expect(chip({ sync: paused("other_person") }).state).toBe("signed_out");
  expect(chip({ person: null }).state).toBe("signed_out");
});

test("a role that may not sync is no alarm while nothing waits", () => {
  expect(chip({ sync: paused("not_permitted") }).state).toBe("all_sent");
  expect(chip({ sync: paused("not_permitted"), queue: [anEntry()] }).state).toBe("needs_action");
});

test("the oldest that waits is known", () => {
  const older = anEntry({}, { queued_ms: 1_000 });
  expect(chip({ queue: [anEntry({}, sentWith()), older, anEntry()] }).oldestMs).toBe(1_000);
});
