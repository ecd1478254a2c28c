import { makeAmend, makeObservation, makeRetract, makeVisit } from "../domain/make";
import { writeMeta } from "../store/database";
import type { CaptureList } from "../store/schema";
import type { Actions } from "./actions";
import type { Host } from "./host";
import { selectAbilities, selectPatrol, selectPosition, selectVisit } from "./select";
import type { AppState } from "./state";

type Capturing = Pick<Actions, "beginCapture" | "endCapture" | "captureObservation" | "captureCalm">;

/**
 * What a locked phone needs to take entries in: ids of whom and of what goes on, and the area's categories in the area's
 * own order. Nothing of what anybody wrote or did, and no names of places. Null where there is nobody who records on foot.
 */
export function describeCapture(state: AppState): CaptureList | null {
  const { profile, pulled, lock } = state;
  if (profile === null || !lock.hasPin || !selectAbilities(state).patrols) return null;
  const current = pulled.categories.filter((category) => !category.retired);
  return {
    person: profile.user.id,
    categories: current
      .sort((a, b) => a.order - b.order || (a.code < b.code ? -1 : 1))
      .map(({ code, name }) => ({ code, name })),
    patrol_id: selectPatrol(state)?.recordId ?? null,
    visit_id: selectVisit(state)?.recordId ?? null,
  };
}

/** Keeps the list on the disk as it is now, for a phone that is started while it is locked. */
export function keepCapture(host: Host): void {
  const { model, database } = host.needs;
  let kept = "";
  let rests: readonly unknown[] = [];
  const keep = () => {
    const { state } = model;
    if (state.lock.locked) return;
    const now = [state.profile, state.pulled, state.queue, state.lock.hasPin];
    if (now.every((part, index) => part === rests[index])) return;
    rests = now;
    const list = describeCapture(state);
    const text = JSON.stringify(list);
    if (text === kept) return;
    kept = text;
    // Without it a locked phone takes nothing in until it is open again: nothing is lost by that.
    writeMeta(database, "capture", list).catch(() => undefined);
  };
  model.subscribe(keep);
  keep();
}

/** Entries made on a locked phone: they are written, can be undone while the toast is there, and can't be read. */
export function makeCapturing(host: Host): Capturing {
  const { model } = host.needs;
  const setCapturing = (isCapturing: boolean) => model.set({ lock: { ...host.state.lock, isCapturing } });

  return {
    beginCapture() {
      setCapturing(true);
      return { ids: { opId: host.newId(), recordId: host.newId() }, values: null };
    },

    endCapture: () => setCapturing(false),

    async captureObservation(form, category, more) {
      const { capture } = host.state.lock;
      if (capture === null) return false;
      const made = makeObservation(form.ids, host.hand(), {
        category,
        position: selectPosition(host.state),
        patrolId: capture.patrol_id,
        visitId: capture.visit_id,
      });
      const whole = { ...made, payload: { ...made.payload, ...more } };
      const record = { kind: "observation", recordId: form.ids.recordId } as const;
      const undo = () => [makeRetract(host.newId(), host.hand(), record, host.t("withdraw.undo_reason"))];
      return host.save([whole], { text: host.t("locked.saved"), undo, detailsOf: null });
    },

    async captureCalm() {
      const { capture } = host.state.lock;
      if (capture?.patrol_id == null) return false;
      const said = { text: host.t("locked.saved"), detailsOf: null };
      if (capture.visit_id !== null) {
        const visit = { kind: "visit", recordId: capture.visit_id } as const;
        const undo = () => [makeAmend(host.newId(), host.hand(), visit, { calm: null })];
        return host.save([makeAmend(host.newId(), host.hand(), visit, { calm: true })], { ...said, undo });
      }
      const ids = { opId: host.newId(), recordId: host.newId() };
      const hand = host.hand();
      const made = makeVisit(ids, hand, {
        patrolId: capture.patrol_id,
        position: selectPosition(host.state),
        method: "tap",
        calm: true,
        endedAt: hand.stamp,
      });
      const record = { kind: "visit", recordId: ids.recordId } as const;
      const undo = () => [makeRetract(host.newId(), host.hand(), record, host.t("withdraw.undo_reason"))];
      return host.save([made], { ...said, undo });
    },
  };
}
