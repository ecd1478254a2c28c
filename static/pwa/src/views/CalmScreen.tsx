import { selectCheckedInAt, selectPatrol, selectWhereabouts } from "../app/select";
import { sortByDistance } from "../domain/position";
import { formatDistance } from "../time/format";
import { StartPatrol } from "./PatrolCard";
import { Breakable } from "./parts/Breakable";
import { Empty } from "./parts/Empty";
import { Header } from "./parts/Header";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

/** "Lugnt här" at a place that is chosen: the nearest first. One tap saves. */
export function CalmScreen({ state, actions }: ScreenProps) {
  const t = useText();
  const places = sortByDistance(state.pulled.places, selectWhereabouts(state));
  const current = selectCheckedInAt(state);
  const ordered = current === null ? places : [...places].sort((a, b) => rank(a.place.id) - rank(b.place.id));
  function rank(id: string): number {
    return id === current?.id ? 0 : 1;
  }
  return (
    <section class="screen">
      <Header title={t("calm.title")} onBack={actions.back} />
      {selectPatrol(state) === null ? (
        <>
          <p>{t("calm.needs_patrol")}</p>
          <StartPatrol onStart={(officers) => void actions.startPatrol(officers)} />
        </>
      ) : (
        <>
          <h2>{t("calm.where")}</h2>
          {ordered.length === 0 && <Empty icon="place" title={t("calm.where")} text={t("next.none")} />}
          <ul class="rows">
            {ordered.map(({ place, distance_m }) => (
              <li key={place.id}>
                <button
                  type="button"
                  class="row-button"
                  data-testid={`calm-at-${place.code}`}
                  onClick={() =>
                    void actions.markCalm(place).then((saved) => saved && actions.leave(state.route, { name: "home" }))
                  }
                >
                  <Icon name="calm" />
                  <span class="grow">
                    <Breakable text={place.name} />
                  </span>
                  {distance_m !== null && <span>{formatDistance(distance_m, t.locale)}</span>}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
