import type { Basemap } from "../domain/basemap";
import { type Chip, describeChip, listSending } from "../domain/chip";
import { findRepeat } from "../domain/categories";
import { type LogEntry, findOpenPatrol, findOpenVisit, foldLog } from "../domain/log";
import { type ChosenPosition, choosePosition } from "../domain/position";
import type { Area, Category, Place, Position } from "../domain/pulled";
import { type Abilities, readAbilities } from "../domain/roles";
import type { AppState } from "./state";

/** What follows from the state, worked out again only when what it rests on was replaced. */
function remember<T>(
  rests: (state: AppState) => readonly unknown[],
  work: (state: AppState) => T,
): (state: AppState) => T {
  let had: { on: readonly unknown[]; value: T } | null = null;
  return (state) => {
    const on = rests(state);
    if (had === null || on.some((value, index) => value !== had?.on[index])) had = { on, value: work(state) };
    return had.value;
  };
}

const NOBODY: Abilities = { patrols: false, activities: false, patrolAreaId: null };

export const selectLog = remember<readonly LogEntry[]>(
  (state) => [
    state.queue,
    state.pulled,
    state.profile?.user.id,
    state.sync.phase.name === "pushing" ? state.sync.phase : null,
  ],
  ({ queue, pulled, profile, sync }) =>
    profile === null
      ? []
      : foldLog({ records: pulled.records, queue, author: profile.user.id, sending: listSending(sync) }),
);

export const selectChip = remember<Chip>(
  (state) => [state.queue, state.sync, state.profile, state.online],
  ({ queue, sync, profile, online }) => describeChip({ queue, person: profile?.user.id ?? null, sync, online }),
);

export const selectAbilities = remember<Abilities>(
  (state) => [state.profile],
  ({ profile }) => (profile === null ? NOBODY : readAbilities(profile.user)),
);

export const selectPatrol = remember<LogEntry | null>(
  (state) => [selectLog(state)],
  (state) => findOpenPatrol(selectLog(state)),
);

export const selectVisit = remember<LogEntry | null>(
  (state) => [selectLog(state)],
  (state) => {
    const patrol = selectPatrol(state);
    return patrol === null ? null : findOpenVisit(selectLog(state), patrol.recordId);
  },
);

/** The area whose map is shown: the one that the person patrols, else their first. */
export function selectMapArea(state: AppState): Area | null {
  const { areas } = state.pulled;
  const { patrolAreaId } = selectAbilities(state);
  return areas.find((area) => area.id === patrolAreaId) ?? areas[0] ?? null;
}

export function selectBasemap(state: AppState): Basemap | null {
  return selectMapArea(state)?.basemap ?? null;
}

export function findPlace(state: AppState, id: unknown): Place | null {
  return state.pulled.places.find((place) => place.id === id) ?? null;
}

export function selectCheckedInAt(state: AppState): Place | null {
  return findPlace(state, selectVisit(state)?.payload.place_id);
}

/** Where an entry made now would be. */
export function selectPosition(state: AppState): ChosenPosition {
  return choosePosition({
    fix: state.fix,
    nowMs: state.nowMs,
    checkedInAt: selectCheckedInAt(state),
    areas: state.pulled.areas,
    places: state.pulled.places,
  });
}

/** Where the person is, for distances: only what was measured or checked in. */
export function selectWhereabouts(state: AppState): Position | null {
  const { basis, lon, lat } = selectPosition(state);
  return basis === "area" || basis === "nothing" ? null : [lon, lat];
}

/** What was last seen where the person is now, to be logged again in one tap. */
export function selectRepeat(state: AppState): Category | null {
  return findRepeat(state.pulled.categories, selectLog(state), selectPosition(state).place_id, state.nowMs);
}
