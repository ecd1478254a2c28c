import { useState } from "preact/hooks";
import { findPlace, selectCheckedInAt, selectLog, selectPatrol, selectVisit, selectWhereabouts } from "../app/select";
import { FRESH_FIX_MS, findPlaceAround, sortByDistance } from "../domain/position";
import { type PlaceToVisit, describePlaces, listPlacesToVisit } from "../domain/visit_next";
import { CheckOutDialog } from "./CheckOutDialog";
import { EndPatrolDialog } from "./EndPatrolDialog";
import { PatrolCard, StartPatrol } from "./PatrolCard";
import { PlaceRow } from "./PlaceRow";
import { VisitCard } from "./VisitCard";
import { Empty } from "./parts/Empty";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

export function PatrolScreen({ state, actions }: ScreenProps) {
  const t = useText();
  const [dialog, setDialog] = useState<"check_out" | "end" | null>(null);
  const patrol = selectPatrol(state);
  const visit = selectVisit(state);
  const here = findSuggestion({ state, actions });
  return (
    <section class="screen">
      <h1 id="title" tabIndex={-1} class={patrol === null ? "" : "hidden"}>
        {t("pass.title")}
      </h1>
      {patrol === null ? (
        <StartPatrol onStart={(officers) => void actions.startPatrol(officers)} />
      ) : (
        <PatrolCard
          patrol={patrol}
          nowMs={state.nowMs}
          awake={state.awake}
          onAwake={actions.setAwake}
          onEnd={() => setDialog("end")}
        />
      )}
      {visit !== null && (
        <VisitCard
          visit={visit}
          place={findPlace(state, visit.payload.place_id)}
          log={selectLog(state)}
          categories={state.pulled.categories}
          nowMs={state.nowMs}
          onCheckOut={() => setDialog("check_out")}
          onOpen={(id) => actions.go({ name: "entry", id })}
        />
      )}
      {here !== null && (
        <div class="card accent">
          <div class="card-line">
            <Icon name="place" />
            <div>
              <p class="strong">{t("visit.here", { place: here.name })}</p>
              <p>{t("visit.suggest")}</p>
            </div>
          </div>
          <button
            type="button"
            class="button primary"
            onClick={() => void actions.checkIn(here, true)}
            data-testid="check-in-suggested"
          >
            <Icon name="visit" />
            {t("next.check_in")}
          </button>
        </div>
      )}
      <NextPlaces state={state} actions={actions} />
      {dialog === "check_out" && visit !== null && (
        <CheckOutDialog state={state} actions={actions} visit={visit} onClose={() => setDialog(null)} />
      )}
      {dialog === "end" && patrol !== null && (
        <EndPatrolDialog state={state} actions={actions} patrol={patrol} onClose={() => setDialog(null)} />
      )}
    </section>
  );
}

/** The place that the person stands in and has not checked in at; only while the position is fresh. */
function findSuggestion({ state }: ScreenProps) {
  const { fix, nowMs, pulled } = state;
  if (selectPatrol(state) === null || fix === null || nowMs - fix.at_ms > FRESH_FIX_MS) return null;
  const place = findPlaceAround([fix.lon, fix.lat], pulled.places);
  return place !== null && place.id !== selectCheckedInAt(state)?.id ? place : null;
}

const SHORT_LIST = 5;

function NextPlaces({ state, actions }: ScreenProps) {
  const t = useText();
  const [all, setAll] = useState(false);
  const { places, hotspots, categories } = state.pulled;
  const position = selectWhereabouts(state);
  const sources = { places, hotspots, log: selectLog(state), position, nowMs: state.nowMs };
  const needed = listPlacesToVisit(sources);
  const byDistance = sortByDistance(places, position).map(({ place }) => place.id);
  const described = new Map(describePlaces(sources).map((next) => [next.place.id, next]));
  const everywhere = byDistance.flatMap((id) => described.get(id) ?? []);
  const current = selectCheckedInAt(state);
  const canCheckIn = selectPatrol(state) !== null;
  const shown: readonly PlaceToVisit[] = all ? everywhere : needed.slice(0, SHORT_LIST);
  const categoryName = (code: string) => categories.find((category) => category.code === code)?.name[t.locale] ?? code;
  if (everywhere.length === 0) return <Empty icon="place" title={t("next.title")} text={t("next.none")} />;
  const allTitle = position === null ? "next.all_title_by_name" : "next.all_title";
  return (
    <section aria-labelledby="next-title">
      <h2 id="next-title">{t(all ? allTitle : "next.title")}</h2>
      {!all && needed.length === 0 && <p>{t("next.done")}</p>}
      <ul class="rows">
        {shown.map((next) => (
          <PlaceRow
            key={next.place.id}
            next={next}
            nowMs={state.nowMs}
            categoryName={categoryName}
            onCheckIn={
              canCheckIn && next.place.id !== current?.id ? () => void actions.checkIn(next.place, false) : null
            }
          />
        ))}
      </ul>
      <button
        type="button"
        class="button quiet"
        onClick={() => setAll(!all)}
        data-testid="all-places"
        aria-expanded={all}
      >
        {t(all ? "next.fewer" : "next.all")}
      </button>
    </section>
  );
}
