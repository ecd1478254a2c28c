import { useState } from "preact/hooks";
import type { Actions } from "../app/actions";
import type { LogEntry } from "../domain/log";
import { findRemedy } from "../domain/remedies";
import type { QueueEntry } from "../store/standing";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";

/** The wire's fields that the screens call something else. */
const CALLED: Readonly<Record<string, string>> = {
  people_band: "people",
  place_id: "place",
  lon: "position",
  lat: "position",
  accuracy_m: "position",
  started_at: "started",
  ended_at: "ended",
  occurred_at: "time",
};

interface ProblemProps {
  readonly entry: LogEntry;
  readonly problem: QueueEntry;
  readonly actions: Actions;
}

/** An operation that was refused or met another change: why, and the ways on. Nothing goes away by itself. */
export function Problem({ entry, problem, actions }: ProblemProps) {
  const t = useText();
  const [sure, setSure] = useState(false);
  const { op, standing } = problem;
  const { result } = standing;
  const isSetAside = standing.state === "set_aside";
  const status = isSetAside ? "set_aside" : (result?.first_status ?? result?.status);
  const why = status === "conflict" || status === "set_aside" ? status : "quarantined";
  const code = result?.code ?? null;
  const remedy = findRemedy(code, op.type);
  const errors = Object.entries(result?.errors ?? {});
  const id = entry.recordId;
  const dismiss = async () => {
    await actions.dismiss(op.op_id);
    // A refused first entry is off the list then, and with it this screen.
    if (op.type === "create") actions.replace({ name: "log" });
  };
  const copy = () =>
    op.type === "retract" ? actions.go({ name: "withdraw", id }) : actions.go({ name: "copy", id, opId: op.op_id });
  return (
    <div class="notice notice-alert problem" data-testid="problem" data-code={code}>
      <Icon name="alert" />
      <div class="stack">
        <p class="strong">{t("problem.title")}</p>
        <p>
          {t(`problem.${why}`)} {t(`problem.${op.type}`)}
        </p>
        {code !== null && <p>{t.maybe(`code.${code}`) ?? t("code.other", { code })}</p>}
        <p data-testid="problem-do">
          <span class="strong">{t("do.title")}: </span>
          {t(remedy.text)}
        </p>
        {errors.length > 0 && (
          <ul>
            {errors.map(([field, messages]) => (
              <li key={field}>
                {t("problem.field", {
                  field: t.maybe(`field.${CALLED[field] ?? field}`) ?? field,
                  messages: messages.join(" "),
                })}
              </li>
            ))}
          </ul>
        )}
        {remedy.ways.map((way, index) => (
          <button
            key={way}
            type="button"
            class={index === 0 ? "button primary" : "button"}
            onClick={way === "again" ? () => void actions.offerAgain(op.op_id) : copy}
            data-testid={`problem-${way}`}
          >
            {t(`problem.${way}`)}
          </button>
        ))}
        {isSetAside && sure && <p>{t("problem.dismiss.set_aside")}</p>}
        <button
          type="button"
          class="button quiet"
          data-testid="problem-dismiss"
          onClick={() => {
            if (isSetAside && !sure) setSure(true);
            else void dismiss();
          }}
        >
          {t(isSetAside && sure ? "problem.dismiss.sure" : "problem.dismiss")}
        </button>
      </div>
    </div>
  );
}
