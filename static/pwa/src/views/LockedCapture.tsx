import { useEffect, useState } from "preact/hooks";
import type { OpenForm } from "../app/actions";
import { selectPosition } from "../app/select";
import { CategoryGrid } from "./NewObservation";
import { PositionLine } from "./PositionLine";
import { Empty } from "./parts/Empty";
import { Header } from "./parts/Header";
import { Icon } from "./parts/Icon";
import { Note, type NoteValue, isUnresolved, keptField, readNote } from "./parts/Note";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

/** An observation on a locked phone: one tap on a category saves, with what was written above it. */
export function LockedCapture({ state, actions, onLeave }: ScreenProps & { readonly onLeave: () => void }) {
  const t = useText();
  const [form, setForm] = useState<OpenForm | null>(null);
  const [note, setNote] = useState<NoteValue>({ text: "", kept: null });
  const [insists, setInsists] = useState(false);
  const [busy, setBusy] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the form opens
  useEffect(() => {
    setForm(actions.beginCapture());
    return actions.endCapture;
  }, []);
  const categories = state.lock.capture?.categories ?? [];

  const save = async (category: string) => {
    if (form === null || busy) return;
    if (isUnresolved(note)) {
      setInsists(true);
      return;
    }
    setBusy(true);
    const text = readNote(note.text);
    const saved = await actions.captureObservation(
      form,
      category,
      text === null ? {} : { note: text, ...keptField(note) },
    );
    if (saved) onLeave();
    else setBusy(false);
  };
  return (
    <section class="screen" data-testid="locked-capture">
      <Header title={t("new.title")} onBack={onLeave} />
      <p class="hint">{t("locked.lead")}</p>
      <PositionLine position={selectPosition(state)} places={[]} gps={state.gps} />
      <details open={insists}>
        <summary data-testid="locked-write">
          <Icon name="plus" />
          {t("locked.note")}
        </summary>
        <Note label={t("field.note")} value={note} insists={insists} onChange={setNote} testId="locked-note" />
      </details>
      {categories.length === 0 ? (
        <Empty icon="category" title={t("new.title")} text={t("new.no_categories")} />
      ) : (
        <CategoryGrid
          title={t("locked.categories")}
          categories={categories}
          busy={busy}
          onChoose={({ code }) => void save(code)}
        />
      )}
    </section>
  );
}
