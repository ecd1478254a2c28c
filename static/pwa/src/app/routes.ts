/** The app's screens, as they stand after # in the address: a reload and the back button lead where they should. */
export type Route =
  | { readonly name: "home" }
  | { readonly name: "patrol" }
  | { readonly name: "activities" }
  | { readonly name: "map" }
  | { readonly name: "log" }
  | { readonly name: "new" }
  | { readonly name: "calm" }
  | { readonly name: "menu" }
  | { readonly name: "sync" }
  | { readonly name: "sign_in" }
  | { readonly name: "pin" }
  | { readonly name: "activity"; readonly id: string }
  | { readonly name: "entry"; readonly id: string }
  | { readonly name: "edit"; readonly id: string }
  | { readonly name: "withdraw"; readonly id: string }
  | { readonly name: "copy"; readonly id: string; readonly opId: string };

const SIMPLE = {
  "": "home",
  pass: "patrol",
  aktiviteter: "activities",
  karta: "map",
  logg: "log",
  ny: "new",
  lugnt: "calm",
  meny: "menu",
  synk: "sync",
  "logga-in": "sign_in",
  skarmlas: "pin",
} as const;

type SimpleName = (typeof SIMPLE)[keyof typeof SIMPLE];

/** What no address of ours has ("%" and no number) is taken as it stands: then it names nothing, and home opens. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function parseRoute(hash: string): Route {
  const [first = "", id = "", verb = "", more = ""] = hash
    .replace(/^#?\/?/, "")
    .split("/")
    .map(decode);
  if (first === "aktivitet" && id !== "") return { name: "activity", id };
  if (first === "logg" && id !== "") {
    if (verb === "ratta") return { name: "edit", id };
    if (verb === "aterkalla") return { name: "withdraw", id };
    if (verb === "kopia" && more !== "") return { name: "copy", id, opId: more };
    return { name: "entry", id };
  }
  return { name: SIMPLE[first as keyof typeof SIMPLE] ?? "home" };
}

export function formatRoute(route: Route): string {
  switch (route.name) {
    case "activity":
      return `#/aktivitet/${encodeURIComponent(route.id)}`;
    case "entry":
      return `#/logg/${encodeURIComponent(route.id)}`;
    case "edit":
      return `#/logg/${encodeURIComponent(route.id)}/ratta`;
    case "withdraw":
      return `#/logg/${encodeURIComponent(route.id)}/aterkalla`;
    case "copy":
      return `#/logg/${encodeURIComponent(route.id)}/kopia/${encodeURIComponent(route.opId)}`;
    default: {
      const words = Object.entries(SIMPLE).find(([, name]: [string, SimpleName]) => name === route.name);
      return `#/${words?.[0] ?? ""}`;
    }
  }
}

/** Screens on which somebody is in the middle of an entry: no update, and the position runs. */
export function isEntryRoute(route: Route): boolean {
  return ["new", "calm", "edit", "withdraw", "copy", "activity"].includes(route.name);
}
