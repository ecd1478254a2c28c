import { useId, useMemo, useState } from "preact/hooks";
import type { Actions } from "../app/actions";
import { selectMapArea } from "../app/select";
import type { AppState } from "../app/state";
import { type Pin, confirmPin, nudgePin, parseCoordinate, pinDistanceM, pinOf, putPin } from "../domain/pin";
import { CHECK_PIN_OVER_M, type ChosenPosition, atPlace, sortByDistance } from "../domain/position";
import type { Place } from "../domain/pulled";
import type { GlyphName } from "../icons/glyphs";
import { type Scene, markOf } from "../map/scene";
import { formatAccuracy, formatDistance } from "../time/format";
import { MapFrame } from "./MapFrame";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import { useMap } from "./useMap";

const NUDGES = [10, 50] as const;
const WAYS = [
  ["north", "up", 0, 1],
  ["south", "down", 0, -1],
  ["west", "left", -1, 0],
  ["east", "right", 1, 0],
] as const satisfies readonly (readonly ["north" | "south" | "west" | "east", GlyphName, number, number])[];

interface PinFieldProps {
  readonly state: AppState;
  readonly actions: Actions;
  readonly before: Pin;
  readonly pin: Pin;
  readonly place: Place | null;
  readonly onChange: (pin: Pin) => void;
}

/** Moves an entry's pin: on the map, to the person, to a place, step by step, or to coordinates. Each way does alone. */
export function PinField({ state, actions, before, pin, place, onChange }: PinFieldProps) {
  const t = useText();
  const [metres, setMetres] = useState<(typeof NUDGES)[number]>(10);
  const here: ChosenPosition = actions.readPosition();
  const movedM = pinDistanceM(before, pin);
  const asksCheck = pin.accuracy_m > CHECK_PIN_OVER_M && pin.position_source !== "pin";
  return (
    <fieldset class="field">
      <legend>{t("pin.move")}</legend>
      <p role="status" data-testid="pin-said">
        <Icon name="place" /> {formatAccuracy(pin.accuracy_m, t.locale)}
        {movedM >= 1 && ` · ${t("pin.moved", { distance: formatDistance(movedM, t.locale) })}`}
      </p>
      <PinMap state={state} actions={actions} pin={pin} onChange={onChange} />
      <div class="button-row">
        {asksCheck && (
          <button type="button" class="button" onClick={() => onChange(confirmPin(pin))} data-testid="pin-checked">
            <Icon name="check" />
            {t("pin.checked")}
          </button>
        )}
        {here.basis === "fix" && (
          <button type="button" class="button" onClick={() => onChange(pinOf(here))} data-testid="pin-here">
            <Icon name="locate" />
            {t("pin.here")}
          </button>
        )}
        {place !== null && (
          <button type="button" class="button" onClick={() => onChange(pinOf(atPlace(place)))} data-testid="pin-place">
            <Icon name="place" />
            {t("pin.place")}
          </button>
        )}
        {movedM >= 1 && (
          <button type="button" class="button" onClick={() => onChange(before)} data-testid="pin-as-is">
            <Icon name="undo" />
            {t("pin.as_is")}
          </button>
        )}
      </div>
      <div class="nudge">
        {NUDGES.map((step) => (
          <button
            type="button"
            class="button small"
            key={step}
            aria-pressed={metres === step}
            onClick={() => setMetres(step)}
          >
            {t("pin.nudge", { metres: step })}
          </button>
        ))}
        {WAYS.map(([way, icon, east, north]) => (
          <button
            type="button"
            class="icon-button outlined"
            key={way}
            aria-label={t(`pin.${way}`)}
            data-testid={`pin-${way}`}
            onClick={() => onChange(nudgePin(pin, east * metres, north * metres))}
          >
            <Icon name={icon} />
          </button>
        ))}
      </div>
      <NamedPlaces places={state.pulled.places} pin={pin} onChange={onChange} />
      <Coordinates pin={pin} onChange={onChange} />
    </fieldset>
  );
}

/** The map with the pin on it, where the phone has one: a tap puts the pin there. */
function PinMap({ state, actions, pin, onChange }: Pick<PinFieldProps, "state" | "actions" | "pin" | "onChange">) {
  const t = useText();
  const { places, hotspots } = state.pulled;
  const area = selectMapArea(state);
  const scene = useMemo<Scene>(() => {
    const verdicts = new Map(hotspots.map((row) => [row.place_id, row.verdict]));
    const shown = places.filter((place) => !place.retired);
    return {
      outline: area?.outline ?? null,
      places: shown.map(({ id, lon, lat, name }) => ({
        id,
        at: [lon, lat],
        name,
        number: null,
        mark: markOf(verdicts.get(id) ?? null),
      })),
      fix: null,
      pin: { at: [pin.lon, pin.lat], accuracy_m: pin.accuracy_m },
    };
  }, [area, places, hotspots, pin.lon, pin.lat, pin.accuracy_m]);
  const used = useMap({
    state,
    actions,
    scene,
    title: t("pin.on_map"),
    moves: false,
    onTap: (at) => onChange(putPin(at)),
  });
  if (used.status !== "opening" && used.status !== "drawn") return null;
  return (
    <figure class="sketch sketch-pin">
      <MapFrame used={used} basemap={area?.basemap ?? null} here={null} />
      <figcaption>{t("pin.tap")}</figcaption>
    </figure>
  );
}

/** The list that does what a finger on the map does: the pin goes to the middle of a place, the nearest first. */
function NamedPlaces({
  places,
  pin,
  onChange,
}: { places: readonly Place[] } & Pick<PinFieldProps, "pin" | "onChange">) {
  const t = useText();
  const id = useId();
  const nearest = sortByDistance(places, [pin.lon, pin.lat]);
  return (
    <div class="field">
      <label for={id}>{t("pin.to_named")}</label>
      <select
        id={id}
        value=""
        data-testid="pin-to-named"
        onChange={(event) => {
          const chosen = places.find((place) => place.id === event.currentTarget.value);
          if (chosen !== undefined) onChange(pinOf(atPlace(chosen)));
          event.currentTarget.value = "";
        }}
      >
        <option value="">{t("pin.choose")}</option>
        {nearest.map(({ place, distance_m }) => (
          <option key={place.id} value={place.id}>
            {`${place.name} · ${formatDistance(distance_m ?? 0, t.locale)}`}
          </option>
        ))}
      </select>
    </div>
  );
}

function Coordinates({ pin, onChange }: Pick<PinFieldProps, "pin" | "onChange">) {
  const t = useText();
  const [typed, setTyped] = useState<{ lon: string; lat: string } | null>(null);
  const shown = typed ?? { lon: String(pin.lon), lat: String(pin.lat) };
  const lon = parseCoordinate(shown.lon, 180);
  const lat = parseCoordinate(shown.lat, 90);
  const isWrong = lon === null || lat === null;
  const change = (next: { lon: string; lat: string }) => {
    setTyped(next);
    const east = parseCoordinate(next.lon, 180);
    const north = parseCoordinate(next.lat, 90);
    if (east !== null && north !== null) onChange(putPin([east, north]));
  };
  return (
    <details onToggle={() => setTyped(null)}>
      <summary>{t("pin.exact")}</summary>
      <div class="pair">
        {(["lat", "lon"] as const).map((axis) => (
          <label key={axis}>
            {t(`pin.${axis}`)}
            <input
              inputMode="decimal"
              value={shown[axis]}
              aria-invalid={isWrong}
              data-testid={`pin-${axis}`}
              onInput={(event) => change({ ...shown, [axis]: event.currentTarget.value })}
            />
          </label>
        ))}
      </div>
      <p class="error" role="alert">
        {isWrong ? t("pin.invalid") : ""}
      </p>
    </details>
  );
}
