import { isBusy } from "../sync/engine";
import { isEntryRoute } from "./routes";
import type { AppState } from "./state";

/** True between entries: nothing is being filled in or sent, and nothing that was just saved can still be undone. */
export function canUpdate(state: Pick<AppState, "route" | "sync" | "toast">): boolean {
  return !isEntryRoute(state.route) && !isBusy(state.sync.phase) && state.toast?.undo == null;
}
