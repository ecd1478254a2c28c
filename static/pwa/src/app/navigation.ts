import { type Route, formatRoute, parseRoute } from "./routes";

/** Where the person is, kept in the address, and how many screens of ours lie behind this one. */
export interface Navigation {
  go(route: Route): void;
  /** Goes on without leaving the screen behind: a form that was saved is no place to come back to. */
  replace(route: Route): void;
  /** One screen back; from the first one of ours home, never out of the app. */
  back(): void;
  /** Away from a form whose saving took a while: back, or on to `to`. Whoever has gone on meanwhile stays there. */
  leave(from: Route, to?: Route): void;
}

interface Kept {
  readonly depth: number;
}

const readDepth = (): number => (history.state as Kept | null)?.depth ?? 0;

/** Going back within one page takes some milliseconds. */
const LONGEST_BACK_MS = 500;

export function makeNavigation(onRoute: (route: Route) => void): Navigation {
  /** The browser goes back in its own time: where somebody wants to go before that, they go after it. */
  let goingBack = false;
  let wanted: Route | null = null;
  const show = () => onRoute(parseRoute(location.hash));
  addEventListener("hashchange", show);
  const replace = (route: Route) => {
    history.replaceState({ depth: readDepth() } satisfies Kept, "", formatRoute(route));
    onRoute(route);
  };
  const go = (route: Route) => {
    if (goingBack) {
      wanted = route;
      return;
    }
    if (formatRoute(route) === location.hash) return;
    history.pushState({ depth: readDepth() + 1 } satisfies Kept, "", formatRoute(route));
    onRoute(route);
  };
  const back = () => {
    if (readDepth() === 0) return replace({ name: "home" });
    if (goingBack) return;
    goingBack = true;
    history.back();
    // A browser that has nowhere to go back to says nothing: no tap may wait for it.
    setTimeout(() => {
      if (goingBack) arrive();
    }, LONGEST_BACK_MS);
  };
  const arrive = () => {
    const next = wanted;
    goingBack = false;
    wanted = null;
    show();
    if (next !== null) go(next);
  };
  addEventListener("popstate", arrive);
  return {
    go,
    replace,
    back,
    leave(from, to) {
      if (formatRoute(from) !== formatRoute(parseRoute(location.hash))) return;
      if (to === undefined) back();
      else replace(to);
    },
  };
}
