import { useId } from "preact/hooks";
import { type Finding, KEPT_BECAUSE, type KeptBecause, findPersonal } from "../../domain/free_text";
import { Choice } from "./Choice";
import { Icon } from "./Icon";
import { useText } from "./text";

export const MAX_NOTE = 280;

/** A free text, and why it stays where something in it may point out a person. */
export interface NoteValue {
  readonly text: string;
  readonly kept: KeptBecause | null;
}

/** The text as it is sent: without half characters, which no database keeps; null where nothing was written. */
export function readNote(value: string): string | null {
  const text = value.replace(/\p{Surrogate}/gu, "").trim();
  return text === "" ? null : text;
}

export function readKept(value: unknown): KeptBecause | null {
  return KEPT_BECAUSE.find((known) => known === value) ?? null;
}

/** Whether something in the text may point out a person and nobody has said why it stays. What stood before has been asked. */
export function isUnresolved({ text, kept }: NoteValue, before: unknown = null): boolean {
  return kept === null && text.trim() !== (before ?? "") && findPersonal(text).length > 0;
}

/** The reason that travels with the text; nothing where there is nothing to give one for. */
export function keptField({ text, kept }: NoteValue): { text_kept_because?: KeptBecause } {
  return kept === null || findPersonal(text).length === 0 ? {} : { text_kept_because: kept };
}

interface NoteProps {
  readonly label: string;
  readonly value: NoteValue;
  /** The text as it was saved before: it is not asked about again. */
  readonly before?: unknown;
  /** The person has tried to save: an answer is missing. */
  readonly insists: boolean;
  readonly onChange: (value: NoteValue) => void;
  readonly testId: string;
}

/** A free text, with the line under it that says what must not be in it, and a warning where it seems to be. */
export function Note({ label, value, before = null, insists, onChange, testId }: NoteProps) {
  const t = useText();
  const id = useId();
  const found = value.text.trim() === (before ?? "") ? [] : findPersonal(value.text);
  const write = (text: string) => {
    const same = saidOf(findPersonal(text)) === saidOf(found);
    onChange({ text, kept: same ? value.kept : null });
  };
  const isMissing = insists && isUnresolved(value, before);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        rows={3}
        maxLength={MAX_NOTE}
        value={value.text}
        aria-describedby={`${id}-hint ${id}-warning`}
        aria-invalid={isMissing}
        data-testid={testId}
        onInput={(event) => write(event.currentTarget.value)}
      />
      {found.length > 0 && (
        <p class="error" role="alert">
          {isMissing ? t("guard.missing") : ""}
        </p>
      )}
      <p class="hint" id={`${id}-hint`}>
        {t("field.note.hint")} {t("field.note.left", { n: MAX_NOTE - value.text.length })}
      </p>
      <div id={`${id}-warning`} role="status">
        {found.length > 0 && (
          <div class="notice notice-wait" data-testid={`${testId}-warning`}>
            <Icon name="alert" />
            <div>
              <p class="strong">{t("guard.title")}</p>
              <ul>
                {found.map(({ kind, text }) => (
                  <li key={`${kind} ${text}`}>
                    {t(`guard.${kind}`, { text })} {t(`guard.instead.${kind}`)}
                  </li>
                ))}
              </ul>
            </div>
          </div>
        )}
      </div>
      {found.length > 0 && (
        <Choice
          legend={t("guard.keep")}
          name="kept"
          clearable
          value={value.kept}
          options={KEPT_BECAUSE.map((kept) => ({ value: kept, label: t(`guard.keep.${kept}`) }))}
          onChange={(kept) => onChange({ ...value, kept })}
        />
      )}
    </div>
  );
}

function saidOf(found: readonly Finding[]): string {
  return found.map(({ kind, text }) => `${kind} ${text}`).join("\n");
}
