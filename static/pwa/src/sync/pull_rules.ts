import { parseStamp } from "../time/stamp";
import type { Outcome } from "./answer";
import { finish, goOn, listSent, meetFailure, pause } from "./course";
import type { Moment, Step, SyncState } from "./state";
import type { Change, PullPage } from "./wire";

type Pulling = { readonly asked: string | null; readonly staged: readonly Change[] | null };

export function beginPull(state: SyncState, at: Moment): Step {
  return askPage(state, at, { asked: state.cursor, staged: null });
}

function askPage(state: SyncState, at: Moment, { asked, staged }: Pulling): Step {
  return goOn(state, at, { name: "pulling", asked, staged }, { do: "pull", cursor: asked });
}

/** A cursor that the server refuses to read is given up for a full page; the queue is not touched by that. */
function isCursorRefused(outcome: Outcome<PullPage>): boolean {
  return outcome.kind === "refused" && [400, 404, 410, 422].includes(outcome.status);
}

/**
 * A page of news is stored at once. A full page, which replaces everything that was pulled before, is held until its
 * last part is here: a connection that breaks half-way leaves the old places on the phone, never half of the new.
 */
export function meetPull(state: SyncState, at: Moment, pulling: Pulling, outcome: Outcome<PullPage>): Step {
  if (outcome.kind !== "ok") {
    if (pulling.asked !== null && isCursorRefused(outcome)) return askPage(state, at, { asked: null, staged: null });
    return meetFailure(state, at, outcome);
  }
  if (state.person === null) return pause(state, at, "sign_in");
  const { changes, cursor, epoch, has_more, reset, server_time } = outcome.value;
  const serverMs = parseStamp(server_time);
  const next: SyncState = { ...state, reach: "reached", pulledMs: at.nowMs, serverMs };
  const replace = reset || pulling.asked === null || pulling.staged !== null;
  const staged = reset ? changes : [...(pulling.staged ?? []), ...changes];
  if (replace && has_more) return askPage(next, at, { asked: cursor, staged });
  const store = { do: "store_changes", changes: staged, replace, cursor, epoch, owner: state.person } as const;
  return goOn(next, at, { name: "caching", more: has_more, cursor, epoch }, store);
}

export function afterCaching(state: SyncState, at: Moment, more: boolean, cursor: string, epoch: string): Step {
  const next: SyncState = { ...state, cursor };
  if (more) return askPage(next, at, { asked: cursor, staged: null });
  if (state.epoch !== null && epoch !== state.epoch) return listSent(next, at, epoch);
  return finish({ ...next, epoch }, at);
}
