import { useState } from "preact/hooks";
import { selectLog } from "../app/select";
import { describeEntry } from "./entry_text";
import { Choice } from "./parts/Choice";
import { Empty } from "./parts/Empty";
import { Header } from "./parts/Header";
import { Icon } from "./parts/Icon";
import { Note, type NoteValue, isUnresolved, keptField, readKept, readNote } from "./parts/Note";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

const REASONS = ["mistake", "duplicate", "place", "other"] as const;
type Reason = (typeof REASONS)[number];

export function WithdrawScreen({ state, actions, id }: ScreenProps & { id: string }) {
  const t = useText();
  const key = `withdraw:${id}`;
  const [form] = useState(() => actions.openForm(key));
  const [reason, setReason] = useState<Reason | null>((form.values?.reason as Reason | undefined) ?? null);
  const [words, setWords] = useState<NoteValue>({
    text: String(form.values?.words ?? ""),
    kept: readKept(form.values?.kept),
  });
  const [missing, setMissing] = useState(false);
  const entry = selectLog(state).find((known) => known.recordId === id);
  const change = (nextReason: Reason | null, nextWords: NoteValue) => {
    setReason(nextReason);
    setWords(nextWords);
    setMissing(false);
    actions.changeForm(key, form, { reason: nextReason, words: nextWords.text, kept: nextWords.kept });
  };
  const leave = () => {
    actions.closeForm(key);
    actions.back();
  };
  if (entry === undefined) {
    return (
      <section class="screen">
        <Header title={t("withdraw.title")} onBack={actions.back} />
        <Empty icon="log" title={t("entry.missing")} />
      </section>
    );
  }
  const submit = async (event: Event) => {
    event.preventDefault();
    const isOwn = reason === "other";
    const said = isOwn ? readNote(words.text) : reason === null ? null : t(`withdraw.reason.${reason}`);
    if (said === null || (isOwn && isUnresolved(words))) {
      setMissing(true);
      return;
    }
    if (await actions.retract(entry, form, key, said, isOwn ? keptField(words) : {})) {
      actions.closeForm(key);
      actions.leave(state.route);
    }
  };
  return (
    <section class="screen">
      <Header title={`${t("withdraw.title")}: ${describeEntry(t, state, entry).title}`} onBack={leave} />
      <p>{t("withdraw.text")}</p>
      <form class="stack" onSubmit={submit} noValidate>
        <Choice
          legend={t("withdraw.reason")}
          name="reason"
          value={reason}
          options={REASONS.map((value) => ({ value, label: t(`withdraw.reason.${value}`) }))}
          onChange={(value) => change(value, words)}
        />
        {reason === "other" && (
          <Note
            label={t("withdraw.reason.text")}
            value={words}
            insists={missing}
            onChange={(value) => change(reason, value)}
            testId="withdraw-reason"
          />
        )}
        <p class="error" role="alert">
          {missing && !(reason === "other" && isUnresolved(words)) ? t("withdraw.missing") : ""}
        </p>
        <button type="submit" class="button primary large" data-testid="withdraw-confirm">
          <Icon name="withdraw" />
          {t("withdraw.confirm")}
        </button>
      </form>
    </section>
  );
}
