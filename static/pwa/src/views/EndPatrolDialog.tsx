import { useState } from "preact/hooks";
import { findPlace, selectLog, selectVisit } from "../app/select";
import { type LogEntry, listObservationsOf } from "../domain/log";
import { listRows } from "../domain/presence_summary";
import { formatDuration } from "../time/format";
import { fromLocalInput, parseStamp, toLocalInput } from "../time/stamp";
import { PresenceToSend } from "./PresenceToSend";
import { Choice } from "./parts/Choice";
import { Dialog } from "./parts/Dialog";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

interface EndPatrolProps extends ScreenProps {
  readonly patrol: LogEntry;
  readonly onClose: () => void;
}

export function EndPatrolDialog({ state, actions, patrol, onClose }: EndPatrolProps) {
  const t = useText();
  const [calm, setCalm] = useState<"yes" | "no" | "unknown" | null>(null);
  const [ended, setEnded] = useState(() => toLocalInput(state.nowMs));
  const log = selectLog(state);
  const visit = selectVisit(state);
  const mine = log.filter((entry) => entry.payload.patrol_id === patrol.recordId && !entry.withdrawn);
  const visits = mine.filter((entry) => entry.kind === "visit").length;
  const seen = mine.filter((entry) => entry.kind === "observation").length;
  const startedMs = parseStamp(patrol.payload.started_at) ?? patrol.occurredMs;
  const chosenMs = fromLocalInput(ended);
  // The field shows whole minutes: a shift that is ended in the minute it began is not ended before it.
  const endedMs = chosenMs === null ? null : ended === toLocalInput(state.nowMs) ? state.nowMs : chosenMs;
  const wrong = endedMs === null || endedMs < startedMs;
  const asks = visit !== null && visit.payload.calm == null && listObservationsOf(log, visit.recordId).length === 0;
  const rows = listRows(state.presence, startedMs, endedMs ?? state.nowMs);
  const finish = async () => {
    const answer = calm === "yes" ? true : calm === "no" ? false : null;
    if (endedMs !== null && (await actions.endPatrol(patrol, endedMs, answer, rows))) onClose();
  };
  return (
    <Dialog title={t("pass.end")} onClose={onClose} testId="end-pass-dialog">
      <p>
        {t("pass.end.summary", {
          duration: formatDuration((endedMs ?? state.nowMs) - startedMs, t.locale),
          visits: t.many("pass.visits", visits),
          seen: t.many("pass.seen", seen),
        })}
      </p>
      {asks && (
        <Choice
          legend={t("pass.end.visit", {
            place: findPlace(state, visit.payload.place_id)?.name ?? t("visit.unnamed"),
          })}
          name="end-calm"
          value={calm}
          options={[
            { value: "yes", label: t("field.calm.yes"), icon: "calm" },
            { value: "no", label: t("field.calm.no") },
            { value: "unknown", label: t("visit.unknown") },
          ]}
          onChange={setCalm}
        />
      )}
      <div class="field">
        <label for="patrol-ended">{t("pass.end.time")}</label>
        <input
          id="patrol-ended"
          type="datetime-local"
          value={ended}
          aria-invalid={wrong}
          aria-describedby="patrol-ended-error"
          onInput={(event) => setEnded(event.currentTarget.value)}
        />
        <p class="error" id="patrol-ended-error" role="alert">
          {wrong ? t(endedMs === null ? "edit.error.time" : "edit.error.order") : ""}
        </p>
      </div>
      <PresenceToSend
        presence={state.presence}
        rows={rows}
        places={state.pulled.places}
        startedMs={startedMs}
        endedMs={endedMs ?? state.nowMs}
        onRemove={() => void actions.removePresence(patrol)}
      />
      <button
        type="button"
        class="button primary large"
        disabled={wrong}
        onClick={() => void finish()}
        data-testid="end-pass-confirm"
      >
        <Icon name="flag" />
        {t("pass.end.confirm")}
      </button>
    </Dialog>
  );
}
