import type { LogEntry } from "../domain/log";
import { makeAmend, makeObservation, makePatrol, makeRetract, makeVisit } from "../domain/make";
import { listObservationsOf } from "../domain/log";
import { type ChosenPosition, atPlace } from "../domain/position";
import type { Place } from "../domain/pulled";
import type { NewOperation } from "../store/outbox";
import { laterOf, stampOf } from "../time/stamp";
import type { Actions, OpenForm } from "./actions";
import type { Host } from "./host";
import type { Route } from "./routes";
import { findPlace, selectAbilities, selectLog, selectPatrol, selectPosition, selectVisit } from "./select";

type Recording = Pick<
  Actions,
  | "startPatrol"
  | "endPatrol"
  | "checkIn"
  | "checkOut"
  | "markCalm"
  | "saveObservation"
  | "repeatObservation"
  | "readPosition"
>;

/** What an officer does on foot. Every one of these works without a network, a session or a position. */
export function makeRecording(host: Host, goHomeFrom: (screen: Route) => void): Recording {
  const quiet = { undo: null, detailsOf: null };
  const ids = () => ({ opId: host.newId(), recordId: host.newId() });

  /** A fresh fix inside a chosen place is better than the place's middle; its name is the person's choice. */
  const positionAt = (place: Place): ChosenPosition => {
    const here = selectPosition(host.state);
    return here.basis === "fix" && here.place_id === place.id ? here : atPlace(place);
  };

  const endVisit = (visit: LogEntry, calm: boolean | null, atMs = host.wallMs()): NewOperation => {
    const seen = listObservationsOf(selectLog(host.state), visit.recordId).length > 0;
    const said = calm ?? (seen && visit.payload.calm !== true ? false : null);
    const changes = said === null || said === visit.payload.calm ? {} : { calm: said };
    return makeAmend(host.newId(), host.hand(), visit, {
      ended_at: laterOf(visit.payload.started_at, stampOf(atMs)),
      ...changes,
    });
  };

  const nameOf = (visit: LogEntry) => findPlace(host.state, visit.payload.place_id)?.name ?? host.t("visit.unnamed");

  const saveSeen = (
    form: OpenForm,
    key: string,
    category: string,
    { occurredMs, place }: { readonly occurredMs: number | null; readonly place: Place | null },
  ): Promise<boolean> => {
    const made = makeObservation(form.ids, host.hand(occurredMs ?? undefined), {
      category,
      position: place === null ? selectPosition(host.state) : atPlace(place),
      patrolId: selectPatrol(host.state)?.recordId ?? null,
      visitId: selectVisit(host.state)?.recordId ?? null,
    });
    const { locale, pulled } = host.state;
    const name = pulled.categories.find((known) => known.code === category)?.name[locale] ?? category;
    const record = { kind: "observation", recordId: form.ids.recordId } as const;
    const undo = () => [makeRetract(host.newId(), host.hand(), record, host.t("withdraw.undo_reason"))];
    const text = host.t("new.saved", { category: name });
    return host.save([made], { text, undo, detailsOf: form.ids.recordId }, { form: key });
  };

  return {
    async startPatrol(officers) {
      const { patrolAreaId } = selectAbilities(host.state);
      const made = makePatrol(ids(), host.hand(), officers, patrolAreaId);
      return host.save([made], { text: host.t("pass.started"), ...quiet });
    },

    async endPatrol(patrol, endedMs, calm, presence) {
      const visit = selectVisit(host.state);
      const made = visit === null ? [] : [endVisit(visit, calm, endedMs)];
      made.push(
        makeAmend(host.newId(), host.hand(), patrol, {
          ended_at: laterOf(patrol.payload.started_at, stampOf(endedMs)),
          ...(presence.length > 0 ? { presence } : {}),
        }),
      );
      return host.save(made, { text: host.t("pass.ended"), ...quiet });
    },

    async checkIn(place, suggested) {
      const patrol = selectPatrol(host.state);
      if (patrol === null) return false;
      const before = selectVisit(host.state);
      const made = before === null ? [] : [endVisit(before, null)];
      const visitIds = ids();
      made.push(
        makeVisit(visitIds, host.hand(), {
          patrolId: patrol.recordId,
          position: { ...positionAt(place), place_id: place.id },
          method: suggested ? "suggested" : "tap",
          calm: null,
          endedAt: null,
        }),
      );
      return host.save(made, { text: host.t("visit.checked_in", { place: place.name }), ...quiet });
    },

    async checkOut(visit, calm) {
      const text = host.t("visit.checked_out", { place: nameOf(visit) });
      return host.save([endVisit(visit, calm)], { text, ...quiet });
    },

    async markCalm(place) {
      const patrol = selectPatrol(host.state);
      const visit = selectVisit(host.state);
      if (patrol === null) return false;
      if (visit !== null && (place === null || place.id === visit.payload.place_id)) {
        const before = visit.payload.calm ?? null;
        const made = makeAmend(host.newId(), host.hand(), visit, { calm: true });
        const undo = () => [makeAmend(host.newId(), host.hand(), visit, { calm: before })];
        return host.save([made], { text: host.t("calm.saved", { place: nameOf(visit) }), undo, detailsOf: null });
      }
      if (place === null) return false;
      const visitIds = ids();
      const hand = host.hand();
      const made = makeVisit(visitIds, hand, {
        patrolId: patrol.recordId,
        position: { ...positionAt(place), place_id: place.id },
        method: "tap",
        calm: true,
        endedAt: hand.stamp,
      });
      const record = { kind: "visit", recordId: visitIds.recordId } as const;
      const undo = () => [makeRetract(host.newId(), host.hand(), record, host.t("withdraw.undo_reason"))];
      const screen = host.state.route;
      const saved = await host.save([made], {
        text: host.t("calm.saved", { place: place.name }),
        undo,
        detailsOf: null,
      });
      if (saved) goHomeFrom(screen);
      return saved;
    },

    async saveObservation(form, category, chosen) {
      const screen = host.state.route;
      const saved = await saveSeen(form, "new", category, chosen);
      if (saved) goHomeFrom(screen);
      return saved;
    },

    repeatObservation: (category) =>
      saveSeen({ ids: ids(), values: null }, "again", category, { occurredMs: null, place: null }),

    readPosition: () => selectPosition(host.state),
  };
}
