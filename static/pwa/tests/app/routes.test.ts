import { expect, test } from "vitest";
import { type Route, formatRoute, isEntryRoute, parseRoute } from "../../src/app/routes";

test("every screen has an address that leads back to it", () => {
  const routes: Route[] = [
    { name: "home" },
    { name: "patrol" },
    { name: "activities" },
    { name: "map" },
    { name: "log" },
    { name: "new" },
    { name: "calm" },
    { name: "menu" },
    { name: "sync" },
    { name: "sign_in" },
    { name: "activity", id: "a" },
    { name: "entry", id: "a b/c" },
    { name: "edit", id: "a" },
    { name: "withdraw", id: "a" },
    { name: "copy", id: "a", opId: "o" },
  ];
  for (const route of routes) expect(parseRoute(formatRoute(route))).toEqual(route);
});

test("the manifest's shortcuts lead to their forms", () => {
  expect(parseRoute("#/ny")).toEqual({ name: "new" });
  expect(parseRoute("#/lugnt")).toEqual({ name: "calm" });
});

test("an address that means nothing is the first screen", () => {
  for (const hash of ["", "#", "#/", "#/finns-inte", "#/aktivitet/", "#/logg//ratta"]) {
    expect(["home", "log"]).toContain(parseRoute(hash).name);
  }
});

test("an update is not offered in the middle of an entry", () => {
  expect(isEntryRoute({ name: "new" })).toBe(true);
  expect(isEntryRoute({ name: "log" })).toBe(false);
});

test("an address that cannot be read opens home", () => {
  for (const hash of ["#/%", "#/%E0%A4%A", "#/%zz/1"]) expect(parseRoute(hash)).toEqual({ name: "home" });
});
