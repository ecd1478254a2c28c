import type { Payload } from "../sync/wire";
import { type Heads, countHeads } from "../domain/heads";
import { HeadCounts } from "./HeadCounts";
import { Choice } from "./parts/Choice";
import { Note, type NoteValue, keptField, readKept, readNote } from "./parts/Note";
import { Stepper } from "./parts/Stepper";
import { useText } from "./parts/text";

const POLICE_STEP_MIN = 5;
const MAX_POLICE_MIN = 600;

/** What a youth worker says of an evening, as the form holds it. */
export interface CheckinValues {
  readonly heads: Heads;
  readonly policeMinutes: number;
  readonly mood: string | null;
  readonly note: string;
  readonly kept: NoteValue["kept"];
}

export function readCheckinValues(values: Readonly<Record<string, unknown>> | null, payload: Payload): CheckinValues {
  return {
    heads: (values?.heads ?? payload.heads ?? {}) as Heads,
    policeMinutes: Number(values?.policeMinutes ?? payload.police_minutes ?? 0),
    mood: ((values === null ? payload.mood?.toString() : values.mood) ?? null) as string | null,
    note: String(values?.note ?? payload.note ?? ""),
    kept: readKept(values?.kept),
  };
}

/** A mood and a note that were not given are cleared; no police is nought minutes. */
export function toCheckinPayload(values: CheckinValues): Payload {
  return {
    heads: values.heads,
    police_minutes: values.policeMinutes,
    mood: values.mood === null ? null : Number(values.mood),
    note: readNote(values.note),
    ...keptField(noteOf(values)),
  };
}

export const noteOf = ({ note, kept }: CheckinValues): NoteValue => ({ text: note, kept });

interface CheckinFieldsProps {
  readonly values: CheckinValues;
  /** The note as it was saved before. */
  readonly before: unknown;
  readonly insists: boolean;
  readonly onChange: (values: CheckinValues) => void;
}

export function CheckinFields({ values, before, insists, onChange }: CheckinFieldsProps) {
  const t = useText();
  const set = (patch: Partial<CheckinValues>) => onChange({ ...values, ...patch });
  return (
    <>
      <div class="total-line">
        <div>
          <h2>{t("activity.heads")}</h2>
          <p class="hint">{t("activity.heads.hint")}</p>
        </div>
        <p class="total" role="status" data-testid="heads-total">
          {t.many("activity.total", countHeads(values.heads))}
        </p>
      </div>
      <HeadCounts heads={values.heads} onChange={(heads) => set({ heads })} />
      <Stepper
        label={t("activity.police")}
        value={values.policeMinutes}
        shown={t("activity.police.minutes", { n: values.policeMinutes })}
        max={MAX_POLICE_MIN}
        step={POLICE_STEP_MIN}
        lessLabel={t("activity.police.less")}
        moreLabel={t("activity.police.more")}
        testId="police"
        wide
        onChange={(policeMinutes) => set({ policeMinutes })}
      />
      <Choice
        legend={t("activity.mood")}
        name="mood"
        even={3}
        clearable
        value={values.mood}
        options={[
          { value: "3", label: t("activity.mood.3"), icon: "mood_3" },
          { value: "2", label: t("activity.mood.2"), icon: "mood_2" },
          { value: "1", label: t("activity.mood.1"), icon: "mood_1" },
        ]}
        onChange={(mood) => set({ mood })}
      />
      <Note
        label={t("activity.note")}
        value={noteOf(values)}
        before={before}
        insists={insists}
        onChange={({ text, kept }) => set({ note: text, kept })}
        testId="activity-note"
      />
      <p class="hint">{t("activity.concern")}</p>
    </>
  );
}
