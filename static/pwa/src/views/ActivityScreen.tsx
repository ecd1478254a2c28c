import { useState } from "preact/hooks";
import { selectLog } from "../app/select";
import { countHeads } from "../domain/heads";
import { type LogEntry, findCheckin } from "../domain/log";
import type { Activity } from "../domain/pulled";
import { dayNumberOf, formatClock, formatDayClock, formatMoment } from "../time/format";
import { parseStamp } from "../time/stamp";
import { describeAges } from "./ActivitiesScreen";
import { CheckinFields, type CheckinValues, noteOf, readCheckinValues, toCheckinPayload } from "./CheckinFields";
import { Empty } from "./parts/Empty";
import { Header } from "./parts/Header";
import { Icon } from "./parts/Icon";
import { Note, type NoteValue, isUnresolved, keptField, readKept, readNote } from "./parts/Note";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

export function ActivityScreen({ state, actions, id }: ScreenProps & { id: string }) {
  const t = useText();
  const activity = state.pulled.activities.find((known) => known.id === id);
  const checkin = findCheckin(selectLog(state), id);
  if (activity === undefined) {
    return (
      <section class="screen">
        <Header title={t("activities.title")} onBack={actions.back} />
        <Empty icon="activities" title={t("activity.missing")} />
      </section>
    );
  }
  const isOver = checkin !== null && (checkin.payload.ended_at != null || checkin.payload.cancelled_reason != null);
  const place = state.pulled.places.find((known) => known.id === activity.place_id)?.name ?? activity.location;
  const facts = [formatDayClock(activity.startsMs, t.locale, state.nowMs), formatClock(activity.endsMs)].join("–");
  const today = dayNumberOf(state.nowMs);
  const isOtherDay = today < dayNumberOf(activity.startsMs) || today > dayNumberOf(activity.endsMs);
  return (
    <section class="screen">
      <Header title={activity.title} onBack={actions.back} />
      <p>{[facts, place, activity.organiser, describeAges(t, activity)].filter(Boolean).join(" · ")}</p>
      {activity.police_expected && !activity.cancelled && (
        <p class="card-line">
          <Icon name="person" />
          {t("activities.police")}
        </p>
      )}
      {isOver && <Finished state={state} actions={actions} checkin={checkin} />}
      {!isOver && checkin !== null && (
        <Running key={checkin.recordId} state={state} actions={actions} activity={activity} checkin={checkin} />
      )}
      {checkin === null && (
        <>
          {!activity.cancelled && isOtherDay && (
            <p class="notice notice-wait" data-testid="activity-other-day">
              <Icon name="alert" />
              {t("activity.other_day")}
            </p>
          )}
          {!activity.cancelled && (
            <button
              type="button"
              class="button primary large"
              onClick={() => void actions.checkInActivity(activity)}
              data-testid="activity-check-in"
            >
              <Icon name="checkin" />
              {t("activity.check_in")}
            </button>
          )}
          {activity.cancelled && <p class="notice">{t("activities.cancelled")}</p>}
        </>
      )}
      {!isOver && <Cancel state={state} actions={actions} activity={activity} checkin={checkin} />}
    </section>
  );
}

interface PartProps extends ScreenProps {
  readonly activity: Activity;
}

function Running({ state, actions, activity, checkin }: PartProps & { checkin: LogEntry }) {
  const t = useText();
  const key = `activity:${activity.id}`;
  const [form] = useState(() => actions.openForm(key));
  const [values, setValues] = useState<CheckinValues>(() => readCheckinValues(form.values, checkin.payload));
  const [busy, setBusy] = useState(false);
  const [insists, setInsists] = useState(false);
  const startedMs = parseStamp(checkin.payload.started_at) ?? checkin.occurredMs;
  const change = (next: CheckinValues) => {
    setValues(next);
    actions.changeForm(key, form, { ...next });
  };
  const checkOut = async () => {
    setInsists(true);
    if (isUnresolved(noteOf(values), checkin.payload.note)) return;
    setBusy(true);
    await actions.finishActivity(activity, checkin, { key, form }, toCheckinPayload(values));
    setBusy(false);
  };
  return (
    <div class="stack" data-testid="activity-running">
      <p class="card-line strong">
        <Icon name="checkin" />
        {t("activity.checked_in", { time: formatDayClock(startedMs, t.locale, state.nowMs) })}
      </p>
      <p>{t("activity.running")}</p>
      <CheckinFields values={values} before={checkin.payload.note} insists={insists} onChange={change} />
      <button
        type="button"
        class="button primary large"
        disabled={busy}
        onClick={() => void checkOut()}
        data-testid="activity-check-out"
      >
        <Icon name="checkin" />
        {t("activity.check_out")} · {t.many("activity.total", countHeads(values.heads))}
      </button>
    </div>
  );
}

function Finished({ state, actions, checkin }: ScreenProps & { checkin: LogEntry }) {
  const t = useText();
  const { payload } = checkin;
  const endedMs = parseStamp(payload.ended_at) ?? checkin.occurredMs;
  return (
    <div class="card" data-testid="activity-finished">
      {payload.cancelled_reason == null ? (
        <>
          <p class="strong">{t("activity.over", { time: formatMoment(endedMs, t.locale, state.nowMs) })}</p>
          <p class="total">{t.many("activity.total", countHeads(payload.heads))}</p>
        </>
      ) : (
        <p class="strong">
          {t("activities.cancelled")}: {String(payload.cancelled_reason)}
        </p>
      )}
      <button type="button" class="button" onClick={() => actions.go({ name: "entry", id: checkin.recordId })}>
        {t("entry.details")}
      </button>
    </div>
  );
}

function Cancel({ actions, activity, checkin }: PartProps & { checkin: LogEntry | null }) {
  const t = useText();
  const key = `cancel:${activity.id}`;
  const [form] = useState(() => actions.openForm(key));
  const [open, setOpen] = useState(form.values !== null);
  const [reason, setReason] = useState<NoteValue>({
    text: String(form.values?.reason ?? ""),
    kept: readKept(form.values?.kept),
  });
  const [missing, setMissing] = useState(false);
  const change = (value: NoteValue) => {
    setReason(value);
    setMissing(false);
    actions.changeForm(key, form, { reason: value.text, kept: value.kept });
  };
  const save = async (event: Event) => {
    event.preventDefault();
    const cancelled_reason = readNote(reason.text);
    if (cancelled_reason === null || isUnresolved(reason)) setMissing(true);
    else await actions.finishActivity(activity, checkin, { key, form }, { cancelled_reason, ...keptField(reason) });
  };
  if (!open) {
    return (
      <button type="button" class="button quiet" onClick={() => setOpen(true)} data-testid="activity-cancel">
        {t("activity.cancel")}
      </button>
    );
  }
  return (
    <form class="card" onSubmit={save} noValidate>
      <Note
        label={t("activity.cancel.reason")}
        value={reason}
        insists={missing}
        onChange={change}
        testId="activity-cancel-reason"
      />
      <p class="error" role="alert">
        {missing && !isUnresolved(reason) ? t("activity.cancel.missing") : ""}
      </p>
      <div class="button-row">
        <button type="submit" class="button primary" data-testid="activity-cancel-confirm">
          {t("activity.cancel.confirm")}
        </button>
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            actions.closeForm(key);
            setOpen(false);
          }}
        >
          {t("app.cancel")}
        </button>
      </div>
    </form>
  );
}
