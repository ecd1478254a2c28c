import { expect } from "vitest";
import { type Fault, World } from "./world";

/** The fault meets pushes only; `times` of them. */
export const onPush = (fault: Fault, times = 1): Fault => {
  let left = times;
  return (world, answer, request) => {
    if (request.do !== "push" || left <= 0) return answer();
    left -= 1;
    return fault(world, answer, request);
  };
};

export function phoneWith(entries: number): World {
  const world = new World();
  for (let i = 0; i < entries; i++) world.save();
  return world;
}

/** All that the phone has shown as saved is on the server exactly once. */
export function expectDrained(world: World): void {
  expect(world.waiting()).toBe(0);
  expect(new Set(world.log).size).toBe(world.log.length);
  for (const { op, standing } of world.phone.values()) {
    if (standing === "sent") expect(world.server.get(op.op_id)).toEqual(op);
  }
  expect(world.state.phase.name).toBe("idle");
}
