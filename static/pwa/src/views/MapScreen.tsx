import { useMemo, useRef } from "preact/hooks";
import { selectLog, selectMapArea, selectWhereabouts } from "../app/select";
import { fitInto } from "../domain/geometry";
import { compareNames } from "../domain/name_order";
import { FRESH_FIX_MS } from "../domain/position";
import type { Position } from "../domain/pulled";
import { describePlaces } from "../domain/visit_next";
import { type Scene, listPlaces, numberPlaces } from "../map/scene";
import { formatAccuracy, formatDistance } from "../time/format";
import { BasemapLine } from "./BasemapLine";
import { MapFrame } from "./MapFrame";
import { Breakable } from "./parts/Breakable";
import { Empty } from "./parts/Empty";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";
import { useMap } from "./useMap";

const WIDTH = 360;
const HEIGHT = 320;
const NUMBERED = 4;
const UNNUMBERED = Number.MAX_SAFE_INTEGER;
const MARGIN = 24;
const HOT = ["clear_hotspot", "possible"];

/** Places and hotspots by distance, with a map or a sketch of how they lie. The list says all that either shows. */
export function MapScreen({ state, actions }: ScreenProps) {
  const t = useText();
  const position = selectWhereabouts(state);
  const { hotspots } = state.pulled;
  const described = describePlaces({
    places: state.pulled.places,
    hotspots,
    log: selectLog(state),
    position,
    nowMs: state.nowMs,
  });
  const rank = new Map(hotspots.map((row) => [row.place_id, row]));
  const order = (id: string) => rank.get(id)?.rank ?? Number.MAX_SAFE_INTEGER;
  const rows = described.sort((a, b) =>
    position === null
      ? order(a.place.id) - order(b.place.id) || compareNames(a.place.name, b.place.name)
      : (a.distance_m ?? 0) - (b.distance_m ?? 0),
  );
  const numbers = numberPlaces(rows, hotspots);
  const isFresh = state.fix !== null && state.nowMs - state.fix.at_ms <= FRESH_FIX_MS;
  const area = selectMapArea(state);
  const fix = isFresh ? state.fix : null;
  const figure = useRef<HTMLElement>(null);
  const shownIds = rows.map((row) => row.place.id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `rows` is made anew each time; what it shows is in its order
  const scene = useMemo<Scene>(
    () => ({ outline: area?.outline ?? null, places: listPlaces(rows, hotspots), fix, pin: null }),
    [area, shownIds, state.pulled, fix],
  );
  const title = t("map.canvas", { area: area?.name ?? "" });
  const used = useMap({ state, actions, scene, title, moves: true, onTap: () => undefined });
  const isDrawn = used.status === "drawn";
  const showOnMap = (at: Position) => {
    used.map()?.goTo(at);
    figure.current?.scrollIntoView({ block: "start" });
  };
  if (rows.length === 0) {
    return (
      <section class="screen">
        <h1 id="title" tabIndex={-1}>
          {t("map.title")}
        </h1>
        <Empty icon="map" title={t("map.list")} text={t("map.empty")} />
      </section>
    );
  }
  return (
    <section class="screen">
      <h1 id="title" tabIndex={-1}>
        {t("map.title")}
      </h1>
      <BasemapLine state={state} actions={actions} status={used.status} />
      <figure class="sketch" ref={figure}>
        <MapFrame used={used} basemap={area?.basemap ?? null} here={fix === null ? null : [fix.lon, fix.lat]}>
          <Sketch state={state} title={t("map.sketch", { area: area?.name ?? "" })} numbers={numbers} />
        </MapFrame>
        <figcaption>
          {isDrawn ? (
            <>
              <span class="legend">
                <span class="legend-diamond legend-full" aria-hidden="true" />
                {t("map.legend.clear")}
              </span>
              <span class="legend">
                <span class="legend-diamond" aria-hidden="true" />
                {t("map.legend.possible")}
              </span>
            </>
          ) : (
            <span class="legend">
              <span class="legend-dot legend-hot" aria-hidden="true" />
              {t("map.legend.hot")}
            </span>
          )}
          <span class="legend">
            <span class="legend-dot" aria-hidden="true" />
            {t("map.legend.place")}
          </span>
          <span class="legend">
            <Icon name="locate" />
            {isFresh && state.fix !== null
              ? `${t("map.you")} ${formatAccuracy(state.fix.accuracy_m, t.locale)}`
              : t("map.no_position")}
          </span>
        </figcaption>
      </figure>
      <p class="hint">
        {t(hotspots.length > 0 ? "map.numbers.hotspots" : "map.numbers.list")}{" "}
        {t(isDrawn ? "map.note.map" : "map.note")}
      </p>
      <h2>{t("map.list")}</h2>
      <ol class="rows numbered">
        {rows.map(({ place, distance_m, verdict }) => {
          const row = rank.get(place.id);
          const said = verdict === null ? null : t.maybe(`verdict.${verdict}`);
          return (
            <li class="place-row" key={place.id}>
              <span class={verdict !== null && HOT.includes(verdict) ? "number number-hot" : "number"}>
                {numbers.get(place.id) ?? "–"}
              </span>
              <div class="place-text">
                <h3>
                  <Breakable text={place.name} />
                </h3>
                <p class="why">
                  {[
                    distance_m === null ? null : t("next.away", { distance: formatDistance(distance_m, t.locale) }),
                    row === undefined ? null : t("map.rank", { rank: row.rank }),
                    said,
                    place.approximate ? t("next.approximate") : null,
                  ]
                    .filter((part) => part !== null)
                    .join(" · ")}
                </p>
              </div>
              {isDrawn && (
                <button
                  type="button"
                  class="icon-button outlined"
                  aria-label={t("map.show", { place: place.name })}
                  onClick={() => showOnMap([place.lon, place.lat])}
                  data-testid={`map-show-${place.code}`}
                >
                  <Icon name="map" />
                </button>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

interface SketchProps {
  readonly state: ScreenProps["state"];
  readonly title: string;
  /** By place id; the list has the same. */
  readonly numbers: ReadonlyMap<string, number | null>;
}

function Sketch({ state, title, numbers }: SketchProps) {
  const { areas, places, hotspots } = state.pulled;
  const current = places.filter((place) => !place.retired);
  const outlines = areas.flatMap((area) => (area.outline === null ? [] : [area.outline]));
  const points = current.map((place): Position => [place.lon, place.lat]);
  const project = fitInto([...points, ...outlines.flat()], WIDTH, HEIGHT, MARGIN);
  const hot = new Set(hotspots.filter((row) => HOT.includes(row.verdict)).map((row) => row.place_id));
  const numberOf = (id: string) => numbers.get(id) ?? UNNUMBERED;
  // Hotspots and the first numbers are drawn last, on top of the others.
  const byRank = [...current].sort(
    (a, b) => Number(hot.has(a.id)) - Number(hot.has(b.id)) || numberOf(b.id) - numberOf(a.id),
  );
  const { fix } = state;
  const isFresh = fix !== null && state.nowMs - fix.at_ms <= FRESH_FIX_MS;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={title}>
      {outlines.map((outline) => (
        <polygon
          class="sketch-area"
          key={String(outline[0])}
          points={outline
            .map((point) =>
              project(point)
                .map((value) => value.toFixed(1))
                .join(","),
            )
            .join(" ")}
        />
      ))}
      {byRank.map((place) => {
        const [x, y] = project([place.lon, place.lat]);
        const number = numberOf(place.id);
        const isNumbered = number <= NUMBERED || (hot.has(place.id) && number < UNNUMBERED);
        const kind = hot.has(place.id) ? "sketch-place sketch-hot" : "sketch-place";
        return (
          <g key={place.id} class={isNumbered ? kind : `${kind} sketch-dot`}>
            <circle cx={x} cy={y} r={isNumbered ? 10 : 4} />
            {isNumbered && (
              <text x={x} y={y + 4}>
                {number}
              </text>
            )}
          </g>
        );
      })}
      {isFresh && fix !== null && <You at={project([fix.lon, fix.lat])} />}
    </svg>
  );
}

function You({ at: [x, y] }: { at: readonly [number, number] }) {
  return (
    <g class="sketch-you">
      <circle cx={x} cy={y} r={14} class="sketch-halo" />
      <circle cx={x} cy={y} r={5} />
    </g>
  );
}
