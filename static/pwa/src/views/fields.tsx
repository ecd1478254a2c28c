import { useId } from "preact/hooks";
import type { Place } from "../domain/pulled";
import { formatMoment } from "../time/format";
import { fromLocalInput } from "../time/stamp";
import { useText } from "./parts/text";

interface PlaceSelectProps {
  readonly places: readonly Place[];
  readonly value: string | null;
  readonly onChange: (placeId: string | null) => void;
}

export function PlaceSelect({ places, value, onChange }: PlaceSelectProps) {
  const t = useText();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t("field.place")}</label>
      <select
        id={id}
        value={value ?? ""}
        data-testid="edit-place"
        onChange={(event) => onChange(event.currentTarget.value || null)}
      >
        <option value="">{t("field.place.none")}</option>
        {places
          .filter((place) => !place.retired || place.id === value)
          .map((place) => (
            <option key={place.id} value={place.id}>
              {place.name}
            </option>
          ))}
      </select>
    </div>
  );
}

interface TimeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly nowMs: number;
  readonly error: string | null;
  readonly hint?: string;
  readonly testId: string;
  readonly onChange: (value: string) => void;
}

export function TimeField({ label, value, nowMs, error, hint, testId, onChange }: TimeFieldProps) {
  const t = useText();
  const id = useId();
  const ms = fromLocalInput(value);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="datetime-local"
        value={value}
        aria-invalid={error !== null}
        aria-describedby={`${id}-said`}
        data-testid={testId}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <p class={error === null ? "hint" : "error"} id={`${id}-said`} role="status">
        {error ?? [ms === null ? "" : formatMoment(ms, t.locale, nowMs), hint].filter(Boolean).join(". ")}
      </p>
    </div>
  );
}
