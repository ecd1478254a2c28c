import { describe, expect, test } from "vitest";
import { expectDrained, onPush, phoneWith } from "./phone";
import { gateway, html, lostAfter, lostBefore, pass, refuse, truncated, twice } from "./world";

describe("an answer that never came whole", () => {
  test.each([
    ["the request was lost", lostBefore],
    ["the answer was lost after the commit", lostAfter],
    ["the answer was cut off", truncated],
    ["a captive portal answered with HTML and 200", html],
    ["a gateway answered 502", gateway],
    ["the server was busy", refuse(503, "busy", {}, "2")],
    ["too many requests", refuse(429, "too_many_requests", {}, "7")],
    ["the disk was full", refuse(507, "storage_full")],
    ["not JSON, it said", refuse(415, "unsupported_media_type")],
    ["the server failed", refuse(500, "internal_error")],
  ] as const)("%s: nothing moves, then all of it goes", (_, fault) => {
    const world = phoneWith(5);
    world.fault = onPush(fault);
    world.trigger("start");
    expect(world.waiting()).toBe(5);
    expect(world.state.phase.name).toBe("backing_off");
    expect(world.wakeAfterMs).not.toBeNull();
    world.passTime(60_000);
    expectDrained(world);
  });

  test("the same push twice is stored once", () => {
    const world = phoneWith(5);
    world.fault = onPush(twice);
    world.trigger("start");
    expectDrained(world);
  });

  test("the wait grows with full jitter, stays within 5 minutes and never ends", () => {
    const world = phoneWith(1);
    world.fault = onPush(lostBefore, 1_000);
    world.dice = () => 0.999_999;
    const waits: number[] = [];
    for (let i = 0; i < 30; i++) {
      world.trigger("button");
      waits.push(world.wakeAfterMs ?? 0);
    }
    expect(waits.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(Math.max(...waits)).toBe(300_000);
    world.dice = () => 0;
    world.trigger("button");
    expect(world.wakeAfterMs).toBe(1_000);
    expect(world.waiting()).toBe(1);
  });

  test("Retry-After is honoured, within a minute", () => {
    const world = phoneWith(1);
    world.fault = onPush(refuse(503, "busy", {}, "20"));
    world.trigger("start");
    expect(world.wakeAfterMs).toBe(20_000);
    world.nowMs += 10_000;
    world.trigger("save");
    world.trigger("visible");
    expect(world.waiting()).toBe(1);
    world.nowMs += 10_000;
    world.trigger("timer");
    expectDrained(world);

    const stranded = phoneWith(1);
    stranded.fault = onPush(refuse(503, "busy", {}, "86400"));
    stranded.trigger("start");
    expect(stranded.wakeAfterMs).toBe(60_000);
  });

  test("coming online does not wait for the backoff", () => {
    const world = phoneWith(1);
    world.fault = lostBefore;
    world.trigger("start");
    expect(world.state.reach).toBe("unreachable");
    world.fault = pass;
    world.trigger("online");
    expectDrained(world);
    expect(world.state.reach).toBe("reached");
  });
});

describe("results", () => {
  test("an operation that no result names is kept and tried again", () => {
    const world = phoneWith(3);
    world.fault = onPush((_, answer) => {
      const reply = answer();
      const body = JSON.parse(reply?.body ?? "{}");
      body.results.splice(1, 1);
      return { status: 200, body: JSON.stringify(body), retryAfter: null };
    });
    world.trigger("start");
    expect(world.waiting()).toBe(1);
    world.passTime(60_000);
    expectDrained(world);
  });

  test("a result about somebody else's operation changes nothing", () => {
    const world = phoneWith(2);
    world.fault = onPush((_, answer) => {
      const reply = answer();
      return { status: 200, body: (reply?.body ?? "").replaceAll("op-1", "op-9"), retryAfter: null };
    });
    world.trigger("start");
    expect(world.waiting()).toBe(2);
    world.passTime(60_000);
    expectDrained(world);
  });

  test("retry keeps its operation and lets the others go", () => {
    const world = phoneWith(3);
    world.verdicts.set("op-2", "retry");
    world.trigger("start");
    expect([...world.server.keys()]).toEqual(["op-1", "op-3"]);
    expect(world.state.phase.name).toBe("backing_off");
    world.verdicts.delete("op-2");
    world.passTime(60_000);
    expectDrained(world);
  });

  test("conflict and quarantine are sent, with their status for the person to see", () => {
    const world = phoneWith(3);
    world.verdicts.set("op-1", "conflict").set("op-2", "quarantined");
    world.trigger("start");
    expectDrained(world);
    expect([...world.phone.values()].map((stored) => stored.status)).toEqual(["conflict", "quarantined", "applied"]);
  });

  test("a quarantine whose answer was lost is still seen: the duplicate tells its first status", () => {
    const world = phoneWith(1);
    world.verdicts.set("op-1", "quarantined");
    world.fault = onPush(lostAfter);
    world.trigger("start");
    world.passTime(60_000);
    expect(world.phone.get("op-1")?.status).toBe("quarantined");
  });

  test("a raw quarantine without an op_id is set aside, not sent for ever", () => {
    const world = phoneWith(1);
    world.fault = onPush((_, answer) => {
      const body = JSON.parse(answer()?.body ?? "{}");
      Object.assign(body.results[0], { op_id: null, status: "quarantined", code: "unreadable" });
      return { status: 200, body: JSON.stringify(body), retryAfter: null };
    });
    world.trigger("start");
    expect(world.phone.get("op-1")?.standing).toBe("set_aside");
  });
});
