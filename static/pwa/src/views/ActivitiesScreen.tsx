import { selectLog } from "../app/select";
import { findCheckin } from "../domain/log";
import type { Activity } from "../domain/pulled";
import type { Translate } from "../i18n/i18n";
import { dayNumberOf, formatClock, formatDay } from "../time/format";
import { Empty } from "./parts/Empty";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

const DAYS_AHEAD = 7;

/** Today and the next seven days. */
export function listComing(activities: readonly Activity[], nowMs: number): Activity[] {
  const today = dayNumberOf(nowMs);
  return activities.filter((activity) => {
    const day = dayNumberOf(activity.startsMs);
    // An evening that goes past midnight is still today's until it has ended.
    return (day >= today || activity.endsMs >= nowMs) && day <= today + DAYS_AHEAD;
  });
}

export function describeAges(t: Translate, { age_from, age_to }: Activity): string | null {
  if (age_from !== null && age_to !== null) return t("activities.ages", { from: age_from, to: age_to });
  if (age_from !== null) return t("activities.ages_from", { from: age_from });
  return age_to === null ? null : t("activities.ages_to", { to: age_to });
}

export function ActivitiesScreen({ state, actions }: ScreenProps) {
  const t = useText();
  const days = new Map<number, Activity[]>();
  for (const activity of listComing(state.pulled.activities, state.nowMs)) {
    const day = Math.max(dayNumberOf(activity.startsMs), dayNumberOf(state.nowMs));
    days.set(day, [...(days.get(day) ?? []), activity]);
  }
  return (
    <section class="screen">
      <h1 id="title" tabIndex={-1}>
        {t("activities.title")}
      </h1>
      {days.size === 0 && (
        <Empty icon="activities" title={t("activities.empty.title")} text={t("activities.empty.text")}>
          <button type="button" class="button" onClick={actions.syncNow}>
            <Icon name="sync" />
            {t("sync.now")}
          </button>
        </Empty>
      )}
      {[...days].map(([day, activities]) => (
        <section key={day}>
          <h2 class="group-title">
            {day === dayNumberOf(state.nowMs)
              ? t("activities.today")
              : formatDay(activities[0]?.startsMs ?? 0, t.locale, state.nowMs)}
          </h2>
          <ul class="rows">
            {activities.map((activity) => (
              <ActivityRow key={activity.id} activity={activity} state={state} actions={actions} />
            ))}
          </ul>
        </section>
      ))}
    </section>
  );
}

function ActivityRow({ activity, state, actions }: ScreenProps & { activity: Activity }) {
  const t = useText();
  const checkin = findCheckin(selectLog(state), activity.id);
  const place = state.pulled.places.find((known) => known.id === activity.place_id)?.name ?? activity.location;
  const isCancelled = activity.cancelled || checkin?.payload.cancelled_reason != null;
  const status = isCancelled
    ? "cancelled"
    : checkin === null
      ? null
      : checkin.payload.ended_at == null
        ? "checked_in"
        : "done";
  return (
    <li>
      <button
        type="button"
        class="log-row"
        data-testid={`activity-${activity.id}`}
        onClick={() => actions.go({ name: "activity", id: activity.id })}
      >
        <Icon name="activities" />
        <span class="grow">
          <span class="strong">{activity.title}</span>
          <span class="log-sub">
            {[`${formatClock(activity.startsMs)}–${formatClock(activity.endsMs)}`, place, describeAges(t, activity)]
              .filter(Boolean)
              .join(" · ")}
          </span>
          <span class="badges">
            {status !== null && (
              <span class={`badge badge-${status === "cancelled" ? "saved" : "sent"}`}>
                {t(`activities.${status}`)}
              </span>
            )}
            {activity.police_expected && status !== "cancelled" && <span class="badge">{t("activities.police")}</span>}
          </span>
        </span>
        <Icon name="forward" />
      </button>
    </li>
  );
}
