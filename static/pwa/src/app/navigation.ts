import { type Route, formatRoute, parseRoute } from "./routes";

/** Where the person is, kept in the address, and how many screens of ours lie behind this one. */
export interface Navigation {
  go(route: Route): void;
  /** Goes on without leaving the screen behind: a form that was saved is no place to come back to. */
  replace(route: Route): void;
  /** One screen back; from the first one of ours home, never out of the app. */
  back(): void;
}

interface Kept {
  readonly depth: number;
}

const readDepth = (): number => (history.state as Kept | null)?.depth ?? 0;

export function makeNavigation(onRoute: (route: Route) => void): Navigation {
  const show = () => onRoute(parseRoute(location.hash));
  addEventListener("popstate", show);
  addEventListener("hashchange", show);
  const replace = (route: Route) => {
    history.replaceState({ depth: readDepth() } satisfies Kept, "", formatRoute(route));
    onRoute(route);
  };
  return {
    go(route) {
      if (formatRoute(route) === location.hash) return;
      history.pushState({ depth: readDepth() + 1 } satisfies Kept, "", formatRoute(route));
      onRoute(route);
    },
    replace,
    back() {
      if (readDepth() > 0) history.back();
      else replace({ name: "home" });
    },
  };
}
