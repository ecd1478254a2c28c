import { describe, expect, test } from "vitest";
import { describeCapture } from "../../src/app/capturing";
import { FIRST_STATE } from "../../src/app/state";
import type { Category } from "../../src/domain/pulled";

const category = (code: string, order: number, retired = false): Category => ({
  code,
  group: "social",
  name: { sv: code, en: code },
  description: { sv: "what it is", en: "what it is" },
  severity: null,
  order,
  is_disorder: true,
  retired,
});

const membership = (role: string) => ({ area_id: "a", area_code: "ljusdal", area_name: "Ljusdal", role });

const profile = (role: string) => ({
  user: {
    id: "elin",
    email: "elin@example.org",
    name: "Elin",
    locale: "sv" as const,
    organisation: { id: "o", name: "Polisen", kind: "police" },
    memberships: [membership(role)],
  },
  demonstration: false,
  server_version: "1",
});

const state = (role: string, hasPin = true) => ({
  ...FIRST_STATE,
  profile: profile(role),
  lock: { ...FIRST_STATE.lock, hasPin },
  pulled: { ...FIRST_STATE.pulled, categories: [category("b", 2), category("old", 1, true), category("a", 1)] },
});

describe("what lies open for a locked phone", () => {
  test("is an id and the area's categories in the area's order, and nothing that anybody wrote or did", () => {
    expect(describeCapture(state("officer"))).toEqual({
      person: "elin",
      categories: [
        { code: "a", name: { sv: "a", en: "a" } },
        { code: "b", name: { sv: "b", en: "b" } },
      ],
      patrol_id: null,
      visit_id: null,
    });
  });

  test("is nothing without a PIN, without a person, and for who records nothing on foot", () => {
    expect(describeCapture(state("officer", false))).toBeNull();
    expect(describeCapture({ ...state("officer"), profile: null })).toBeNull();
    expect(describeCapture(state("youth_worker"))).toBeNull();
  });
});
