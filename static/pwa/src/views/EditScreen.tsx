import { useState } from "preact/hooks";
import { selectLog } from "../app/select";
import type { LogEntry } from "../domain/log";
import { CheckinForm, type FormProps, ObservationForm, PatrolForm, VisitForm, beginForm, finishForm } from "./forms";
import { Empty } from "./parts/Empty";
import { Header } from "./parts/Header";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

const FORMS = { observation: ObservationForm, visit: VisitForm, patrol: PatrolForm, checkin: CheckinForm };

interface EditProps extends ScreenProps {
  readonly id: string;
  /** The refused operation that a corrected copy is made of; null for a correction. */
  readonly problemId: string | null;
}

export function EditScreen({ state, actions, id, problemId }: EditProps) {
  const t = useText();
  const entry = selectLog(state).find((known) => known.recordId === id);
  if (entry === undefined) {
    return (
      <section class="screen">
        <Header title={t("edit.title")} onBack={actions.back} />
        <Empty icon="log" title={t("entry.missing")} />
      </section>
    );
  }
  return <EditForm state={state} actions={actions} entry={entry} problemId={problemId} />;
}

function EditForm({ state, actions, entry, problemId }: Omit<EditProps, "id"> & { entry: LogEntry }) {
  const t = useText();
  const key = problemId === null ? `edit:${entry.recordId}` : `copy:${problemId}`;
  const problem = entry.problems.find((known) => known.op.op_id === problemId);
  const isAnew = problem?.standing.result?.code === "record_withdrawn";
  const [form] = useState(() => actions.openForm(key));
  const [values, setValues] = useState(
    () => form.values ?? beginForm(entry, { ...entry.payload, ...(problem?.op.payload ?? {}) }),
  );
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const result = finishForm(entry, values, state);
  const isWrong = Object.keys(result.errors).length > 0;

  const leave = () => {
    actions.closeForm(key);
    actions.back();
  };
  const leaveSaved = () => {
    // The entry that was copied or replaced is off the list: its screen is no place to go back to.
    const isGone = problem?.op.type === "create" || isAnew || result.occurredMs !== null;
    actions.closeForm(key);
    actions.leave(state.route, isGone ? { name: "log" } : undefined);
  };
  const save = async () => {
    if (problem !== undefined) return actions.copy(entry, problem, form, key, result.fields);
    if (result.occurredMs !== null) return actions.retime(entry, form, key, result.fields, result.occurredMs);
    return actions.amend(entry, form, key, result.fields);
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (isWrong) {
      const form = event.currentTarget as HTMLFormElement;
      // Once the faults are marked: the first of them may be far above the button.
      requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid='true']")?.focus());
    }
    if (isWrong || busy) return;
    setBusy(true);
    if (await save()) leaveSaved();
    else setBusy(false);
  };

  const Form = FORMS[entry.kind];
  const props: FormProps = {
    state,
    actions,
    entry,
    values,
    errors: tried ? result.errors : {},
    set: (patch) => {
      const next = { ...values, ...patch };
      setValues(next);
      actions.changeForm(key, form, next);
    },
  };
  const { severity, people_band, note } = entry.payload;
  const isFirst = entry.kind === "observation" && severity == null && people_band == null && note == null;
  const title = isAnew
    ? "edit.anew_title"
    : problem !== undefined
      ? "edit.copy_title"
      : isFirst
        ? "edit.details_title"
        : "edit.title";
  return (
    <section class="screen">
      <Header title={t(title)} onBack={leave} />
      <form class="stack" onSubmit={submit} noValidate>
        <Form {...props} />
        <button type="submit" class="button primary large" disabled={busy} data-testid="edit-save">
          {t("edit.save")}
        </button>
      </form>
    </section>
  );
}
