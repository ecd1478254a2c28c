import { describe, expect, test } from "vitest";
import { readStanding } from "../../src/sync/answer";
import { expectDrained, onPush, phoneWith } from "./phone";
import { ME, OTHER, pass, refuse } from "./world";

describe("a version that must stop", () => {
  test("sends nothing, whatever happens, and keeps everything", () => {
    const world = phoneWith(3);
    world.tell({ type: "blocked", blocked: true });
    expect(world.state.phase).toEqual({ name: "paused", reason: "app_blocked" });
    for (const trigger of ["start", "save", "visible", "online", "button", "timer"] as const) world.trigger(trigger);
    world.passTime(3_600_000);
    expect(world.requests.filter((request) => ["push", "pull", "read_session"].includes(request))).toEqual([]);
    expect(world.waiting()).toBe(3);
  });

  test("goes on by itself when it is let go, with what was saved meanwhile", () => {
    const world = phoneWith(1);
    world.tell({ type: "blocked", blocked: true });
    world.save();
    world.trigger("save");
    world.tell({ type: "blocked", blocked: false });
    expect(world.server.size).toBe(2);
    expectDrained(world);
  });

  test("is stopped in the middle: a late answer is not listened to, and the server knows what came", () => {
    const world = phoneWith(2);
    world.fault = onPush((w, answer) => {
      const reply = answer();
      w.tell({ type: "blocked", blocked: true });
      return reply;
    });
    world.trigger("start");
    expect(world.waiting()).toBe(2);
    expect(world.state.phase).toEqual({ name: "paused", reason: "app_blocked" });
    world.fault = pass;
    world.tell({ type: "blocked", blocked: false });
    expectDrained(world);
  });

  test("hears of it at a push, and tries again when it is looked at", () => {
    const world = phoneWith(2);
    world.fault = onPush(refuse(403, "app_blocked"));
    world.trigger("start");
    expect(world.state.phase).toEqual({ name: "paused", reason: "app_blocked" });
    expect(world.state.blocked).toBe(false);
    world.passTime(600_000);
    expect(world.waiting()).toBe(2);
    world.trigger("visible");
    expectDrained(world);
  });

  test("stays stopped when somebody signs in or out, and when nobody is signed in", () => {
    const world = phoneWith(1);
    world.tell({ type: "blocked", blocked: true });
    world.tell({ type: "signed_out" });
    world.tell({ type: "signed_in", person: OTHER, csrf: world.csrf });
    expect(world.state.phase).toEqual({ name: "paused", reason: "app_blocked" });
    world.tell({ type: "signed_in", person: ME, csrf: world.csrf });
    expect(world.server.size).toBe(0);
    world.tell({ type: "signed_out" });
    world.tell({ type: "blocked", blocked: false });
    expect(world.state.phase).toEqual({ name: "paused", reason: "sign_in" });
    world.tell({ type: "signed_in", person: ME, csrf: world.csrf });
    expectDrained(world);
  });

  test("being told again changes nothing, nor being let go twice", () => {
    const world = phoneWith(1);
    world.tell({ type: "blocked", blocked: false });
    expect(world.requests).toEqual([]);
    world.tell({ type: "blocked", blocked: true });
    const before = world.state;
    world.tell({ type: "blocked", blocked: true });
    expect(world.state).toEqual(before);
  });
});

describe("what the operator says", () => {
  const reply = (body: unknown, status = 200) => ({ status, body: JSON.stringify(body), retryAfter: null });
  const whole = { proto: 1, stop: "code", reason: { sv: "Fel", en: "Wrong" }, worker: "on" };

  test("is read where it is whole", () => {
    expect(readStanding(reply(whole))).toEqual({
      kind: "ok",
      value: { stop: "code", reason: { sv: "Fel", en: "Wrong" }, worker: "on" },
    });
    const free = readStanding(reply({ proto: 1, stop: null, reason: null, worker: "off" }));
    expect(free).toEqual({ kind: "ok", value: { stop: null, reason: null, worker: "off" } });
  });

  test.each([
    [{ ...whole, proto: 2 }],
    [{ ...whole, stop: "everything" }],
    [{ ...whole, worker: true }],
    [{ ...whole, reason: "Fel" }],
    ["<html>"],
  ])("changes nothing where it is not: %j", (body) => {
    expect(readStanding(reply(body)).kind).toBe("invalid");
  });

  test("changes nothing where no answer of ours came", () => {
    expect(readStanding(null).kind).toBe("unreachable");
    expect(readStanding(reply({}, 502)).kind).toBe("unavailable");
  });
});
