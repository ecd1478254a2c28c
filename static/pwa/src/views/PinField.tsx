import { useState } from "preact/hooks";
import { type Pin, confirmPin, nudgePin, parseCoordinate, pinDistanceM, pinOf, putPin } from "../domain/pin";
import { CHECK_PIN_OVER_M, type ChosenPosition, atPlace } from "../domain/position";
import type { Place } from "../domain/pulled";
import type { GlyphName } from "../icons/glyphs";
import { formatAccuracy, formatDistance } from "../time/format";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";

const NUDGES = [10, 50] as const;
const WAYS = [
  ["north", "up", 0, 1],
  ["south", "down", 0, -1],
  ["west", "left", -1, 0],
  ["east", "right", 1, 0],
] as const satisfies readonly (readonly ["north" | "south" | "west" | "east", GlyphName, number, number])[];

interface PinFieldProps {
  readonly before: Pin;
  readonly pin: Pin;
  readonly place: Place | null;
  readonly readPosition: () => ChosenPosition;
  readonly onChange: (pin: Pin) => void;
}

/** Moves an entry's pin without a map: to the person, to the place, or step by step. */
export function PinField({ before, pin, place, readPosition, onChange }: PinFieldProps) {
  const t = useText();
  const [metres, setMetres] = useState<(typeof NUDGES)[number]>(10);
  const here = readPosition();
  const movedM = pinDistanceM(before, pin);
  const asksCheck = pin.accuracy_m > CHECK_PIN_OVER_M && pin.position_source !== "pin";
  return (
    <fieldset class="field">
      <legend>{t("pin.move")}</legend>
      <p role="status" data-testid="pin-said">
        <Icon name="place" /> {formatAccuracy(pin.accuracy_m, t.locale)}
        {movedM >= 1 && ` · ${t("pin.moved", { distance: formatDistance(movedM, t.locale) })}`}
      </p>
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
      <Coordinates pin={pin} onChange={onChange} />
    </fieldset>
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
