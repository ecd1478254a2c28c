import { useState } from "preact/hooks";
import { selectLog } from "../app/select";
import { describeEntry } from "./entry_text";
import { Choice } from "./parts/Choice";
import { Empty } from "./parts/Empty";
import { Header } from "./parts/Header";
import { Icon } from "./parts/Icon";
import { Note, readNote } from "./parts/Note";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

const REASONS = ["mistake", "duplicate", "place", "other"] as const;
type Reason = (typeof REASONS)[number];

export function WithdrawScreen({ state, actions, id }: ScreenProps & { id: string }) {
  const t = useText();
  const key = `withdraw:${id}`;
  const [form] = useState(() => actions.openForm(key));
  const [reason, setReason] = useState<Reason | null>((form.values?.reason as Reason | undefined) ?? null);
  const [words, setWords] = useState(String(form.values?.words ?? ""));
  const [missing, setMissing] = useState(false);
  const entry = selectLog(state).find((known) => known.recordId === id);
  const change = (nextReason: Reason | null, nextWords: string) => {
    setReason(nextReason);
    setWords(nextWords);
    setMissing(false);
    actions.changeForm(key, form, { reason: nextReason, words: nextWords });
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
    const said = reason === "other" ? readNote(words) : reason === null ? null : t(`withdraw.reason.${reason}`);
    if (said === null) {
      setMissing(true);
      return;
    }
    if (await actions.retract(entry, form, key, said)) leave();
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
            onChange={(value) => change(reason, value)}
            testId="withdraw-reason"
          />
        )}
        <p class="error" role="alert">
          {missing ? t("withdraw.missing") : ""}
        </p>
        <button type="submit" class="button primary large" data-testid="withdraw-confirm">
          <Icon name="withdraw" />
          {t("withdraw.confirm")}
        </button>
      </form>
    </section>
  );
}
