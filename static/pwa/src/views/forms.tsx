import type { LogEntry } from "../domain/log";
import { type Pin, pinOf, readPin } from "../domain/pin";
import { atPlace } from "../domain/position";
import type { Payload } from "../sync/wire";
import { fromLocalInput, parseStamp, stampOf, toLocalInput } from "../time/stamp";
import { CheckinFields, noteOf, readCheckinValues, toCheckinPayload } from "./CheckinFields";
import { PinField } from "./PinField";
import { PlaceSelect, TimeField } from "./fields";
import { Choice } from "./parts/Choice";
import { Note, isUnresolved, keptField, readKept, readNote } from "./parts/Note";
import { Stepper } from "./parts/Stepper";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

/** What a form holds: plain values, so that a draft of it survives a reload. */
export type FormValues = Readonly<Record<string, unknown>>;

/** What a form comes to: the fields to save, the time where it was changed, or why it can't be saved yet. */
export interface FormResult {
  readonly fields: Payload;
  readonly occurredMs: number | null;
  readonly errors: Readonly<Record<string, FormError>>;
}

type FormError = "edit.error.time" | "edit.error.order" | "edit.error.future" | "guard.missing";

export interface FormProps extends ScreenProps {
  readonly entry: LogEntry;
  readonly values: FormValues;
  readonly errors: FormResult["errors"];
  readonly set: (patch: FormValues) => void;
}

const SEVERITIES = ["1", "2", "3"] as const;
const PEOPLE = ["0", "1-2", "3-5", "6-10", "10+"] as const;
/** A clock may run a little ahead; more is a mistake. */
const FUTURE_SLACK_MS = 120_000;

/** The values that a form begins with. */
export function beginForm(entry: LogEntry, payload: Payload): FormValues {
  const { kind, occurredMs } = entry;
  const span = { started: toInput(payload.started_at), ended: toInput(payload.ended_at) };
  if (kind === "observation") {
    return {
      category: payload.category,
      severity: payload.severity == null ? null : String(payload.severity),
      people: payload.people_band ?? null,
      note: payload.note ?? "",
      place: payload.place_id ?? null,
      pin: readPin(payload),
      occurred: toLocalInput(occurredMs),
    };
  }
  if (kind === "visit") {
    const calm = payload.calm === true ? "yes" : payload.calm === false ? "no" : "unknown";
    return { ...span, place: payload.place_id ?? null, calm };
  }
  if (kind === "patrol") return { ...span, officers: payload.officers };
  return { ...span, ...readCheckinValues(null, payload), cancelled: payload.cancelled_reason ?? null };
}

const toInput = (stamp: unknown): string => {
  const ms = parseStamp(stamp);
  return ms === null ? "" : toLocalInput(ms);
};

/** A time that was not touched stays what it was, to the millisecond. */
function readTime(value: unknown, before: unknown): number | null {
  const beforeMs = parseStamp(before);
  if (beforeMs !== null && toLocalInput(beforeMs) === value) return beforeMs;
  return fromLocalInput(String(value));
}

/** Whether a time that the person gave lies ahead. One that was not touched is not judged: the phone's clock may be wrong. */
const isAhead = (ms: number | null, beforeMs: number | null, nowMs: number): boolean =>
  ms !== null && ms !== beforeMs && ms > nowMs + FUTURE_SLACK_MS;

export function finishForm(entry: LogEntry, values: FormValues, state: ScreenProps["state"]): FormResult {
  const { payload } = entry;
  if (entry.kind === "observation") return finishObservation(entry, values, state.nowMs);
  const errors: Record<string, FormError> = {};
  const startedMs = readTime(values.started, payload.started_at);
  const endedMs = values.ended === "" ? null : readTime(values.ended, payload.ended_at);
  if (startedMs === null) errors.started = "edit.error.time";
  else if (isAhead(startedMs, parseStamp(payload.started_at), state.nowMs)) errors.started = "edit.error.future";
  if (endedMs !== null && startedMs !== null && endedMs < startedMs) errors.ended = "edit.error.order";
  else if (isAhead(endedMs, parseStamp(payload.ended_at), state.nowMs)) errors.ended = "edit.error.future";
  if (entry.kind === "checkin" && isUnresolved(noteOf(readCheckinValues(values, payload)), askedBefore(entry))) {
    errors.note = "guard.missing";
  }
  const span: Record<string, unknown> = {};
  if (startedMs !== null && startedMs !== parseStamp(payload.started_at)) span.started_at = stampOf(startedMs);
  if (endedMs !== parseStamp(payload.ended_at)) span.ended_at = endedMs === null ? null : stampOf(endedMs);
  return { fields: { ...span, ...finishRest(entry, values, state, span) }, occurredMs: null, errors };
}

function finishObservation(entry: LogEntry, values: FormValues, nowMs: number): FormResult {
  const chosenMs = fromLocalInput(String(values.occurred));
  const touched = values.occurred !== toLocalInput(entry.occurredMs);
  const ahead = touched && isAhead(chosenMs, null, nowMs);
  const error = chosenMs === null ? "edit.error.time" : ahead ? "edit.error.future" : null;
  const pin = values.pin as Pin;
  const note = noteIn(values);
  const errors: Record<string, FormError> = error === null ? {} : { occurred: error };
  if (isUnresolved(note, askedBefore(entry))) errors.note = "guard.missing";
  return {
    fields: {
      category: values.category,
      severity: values.severity === null ? null : Number(values.severity),
      people_band: values.people,
      note: readNote(note.text),
      ...keptField(note),
      place_id: values.place,
      ...pin,
    },
    occurredMs: touched ? chosenMs : null,
    errors,
  };
}

/** The text that need not be asked about again: what stands there, unless the server found something in it. */
const askedBefore = (entry: LogEntry) => (entry.mayPointOut ? null : entry.payload.note);

const noteIn = (values: FormValues) => ({ text: String(values.note), kept: readKept(values.kept) });

function finishRest(entry: LogEntry, values: FormValues, state: ScreenProps["state"], span: Payload): Payload {
  if (entry.kind === "patrol") return { officers: values.officers };
  if (entry.kind === "checkin") return toCheckinPayload(readCheckinValues(values, entry.payload));
  const calm = values.calm === "yes" ? true : values.calm === "no" ? false : null;
  const edited = Object.keys(span).length > 0 ? { method: "edited" } : {};
  if (values.place === (entry.payload.place_id ?? null)) return { calm, ...edited };
  const place = state.pulled.places.find((known) => known.id === values.place);
  const { lon, lat, accuracy_m } = place === undefined ? readPin(entry.payload) : pinOf(atPlace(place));
  return { calm, place_id: values.place, lon, lat, accuracy_m, method: "edited" };
}

export function ObservationForm({ entry, state, actions, values, errors, set }: FormProps) {
  const t = useText();
  const { categories, places } = state.pulled;
  const place = places.find((known) => known.id === values.place) ?? null;
  const pin = values.pin as Pin;
  const before = readPin(entry.payload);
  const choosePlace = (placeId: string | null) => {
    const chosen = places.find((known) => known.id === placeId);
    // An entry without a position of its own goes to the middle of the place that is chosen for it.
    const follows = chosen !== undefined && pin.position_source === "place";
    set({ place: placeId, ...(follows ? { pin: pinOf(atPlace(chosen)) } : {}) });
  };
  return (
    <>
      <div class="field">
        <label for="edit-category">{t("field.category")}</label>
        <select
          id="edit-category"
          value={String(values.category)}
          data-testid="edit-category"
          onChange={(event) => set({ category: event.currentTarget.value })}
        >
          {!categories.some((category) => category.code === values.category) && (
            <option value={String(values.category)}>{String(values.category)}</option>
          )}
          {categories
            .filter((category) => !category.retired || category.code === values.category)
            .map((category) => (
              <option key={category.code} value={category.code}>
                {category.name[t.locale]}
              </option>
            ))}
        </select>
      </div>
      <Choice
        legend={t("field.severity")}
        name="severity"
        even={3}
        clearable
        value={values.severity as string | null}
        options={SEVERITIES.map((value) => ({ value, label: t(`severity.${value}`) }))}
        onChange={(severity) => set({ severity })}
      />
      <Choice
        legend={t("field.people")}
        name="people"
        even={5}
        clearable
        value={values.people as string | null}
        options={PEOPLE.map((value) => ({ value, label: t(`people.${value}`) }))}
        onChange={(people) => set({ people })}
      />
      <Note
        label={t("field.note")}
        value={noteIn(values)}
        before={askedBefore(entry)}
        insists={errors.note !== undefined}
        onChange={({ text, kept }) => set({ note: text, kept })}
        testId="edit-note"
      />
      <PlaceSelect places={places} value={values.place as string | null} onChange={choosePlace} />
      <PinField
        state={state}
        actions={actions}
        before={before}
        pin={pin}
        place={place}
        onChange={(moved) => set({ pin: moved })}
      />
      <TimeField
        label={t("field.time")}
        value={String(values.occurred)}
        nowMs={state.nowMs}
        error={errors.occurred === undefined ? null : t(errors.occurred)}
        hint={t("field.time.replace")}
        testId="edit-occurred"
        onChange={(occurred) => set({ occurred })}
      />
    </>
  );
}

export function SpanFields({ state, values, errors, set }: FormProps) {
  const t = useText();
  return (
    <>
      {(["started", "ended"] as const).map((which) => {
        const error = errors[which];
        return (
          <TimeField
            key={which}
            label={t(`field.${which}`)}
            value={String(values[which])}
            nowMs={state.nowMs}
            error={error === undefined ? null : t(error)}
            testId={`edit-${which}`}
            onChange={(value) => set({ [which]: value })}
          />
        );
      })}
    </>
  );
}

export function VisitForm(props: FormProps) {
  const t = useText();
  const { state, values, set } = props;
  return (
    <>
      <PlaceSelect
        places={state.pulled.places}
        value={values.place as string | null}
        onChange={(place) => set({ place })}
      />
      <Choice
        legend={t("field.calm")}
        name="calm"
        value={values.calm as "yes" | "no" | "unknown"}
        options={(["yes", "no", "unknown"] as const).map((value) => ({ value, label: t(`field.calm.${value}`) }))}
        onChange={(calm) => set({ calm })}
      />
      <SpanFields {...props} />
    </>
  );
}

export function PatrolForm(props: FormProps) {
  const t = useText();
  return (
    <>
      <Stepper
        label={t("field.officers")}
        value={Number(props.values.officers)}
        min={1}
        max={20}
        lessLabel={t("pass.officers.less")}
        moreLabel={t("pass.officers.more")}
        testId="officers"
        wide
        onChange={(officers) => props.set({ officers })}
      />
      <SpanFields {...props} />
    </>
  );
}

export function CheckinForm(props: FormProps) {
  const { entry, values, errors, set } = props;
  return (
    <>
      <CheckinFields
        values={readCheckinValues(values, entry.payload)}
        before={askedBefore(entry)}
        insists={errors.note !== undefined}
        onChange={(next) => set({ ...next })}
      />
      <SpanFields {...props} />
    </>
  );
}
