import { useId } from "preact/hooks";
import { useText } from "./text";

export const MAX_NOTE = 280;

/** The text as it is sent: without half characters, which no database keeps; null where nothing was written. */
export function readNote(value: string): string | null {
  const text = value.replace(/\p{Surrogate}/gu, "").trim();
  return text === "" ? null : text;
}

interface NoteProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly testId: string;
}

/** A free text, with the line under it that says what must not be in it. */
export function Note({ label, value, onChange, testId }: NoteProps) {
  const t = useText();
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        rows={3}
        maxLength={MAX_NOTE}
        value={value}
        aria-describedby={`${id}-hint`}
        data-testid={testId}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <p class="hint" id={`${id}-hint`}>
        {t("field.note.hint")} <span class="nowrap">{t("field.note.left", { n: MAX_NOTE - value.length })}</span>
      </p>
    </div>
  );
}
