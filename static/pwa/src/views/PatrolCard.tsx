import { useState } from "preact/hooks";
import type { LogEntry } from "../domain/log";
import { formatClock, formatDayClock, formatDuration } from "../time/format";
import { parseStamp } from "../time/stamp";
import { Icon } from "./parts/Icon";
import { Stepper } from "./parts/Stepper";
import { useText } from "./parts/text";

const MAX_OFFICERS = 20;
const USUAL_OFFICERS = 2;
/** No shift on foot is this long: it was forgotten. */
const STALE_AFTER_MS = 14 * 3_600_000;

export function StartPatrol({ onStart }: { onStart: (officers: number) => void }) {
  const t = useText();
  const [officers, setOfficers] = useState(USUAL_OFFICERS);
  return (
    <div class="card">
      <h2>{t("pass.begin.title")}</h2>
      <p>{t("pass.begin.text")}</p>
      <Stepper
        label={t("pass.officers")}
        value={officers}
        min={1}
        max={MAX_OFFICERS}
        lessLabel={t("pass.officers.less")}
        moreLabel={t("pass.officers.more")}
        testId="officers"
        wide
        onChange={setOfficers}
      />
      <button type="button" class="button primary large" onClick={() => onStart(officers)} data-testid="start-pass">
        <Icon name="patrol" />
        {t("pass.start")}
      </button>
    </div>
  );
}

interface PatrolCardProps {
  readonly patrol: LogEntry;
  readonly nowMs: number;
  /** Null where this browser can't keep the screen on. */
  readonly awake: boolean | null;
  readonly onAwake: (awake: boolean) => void;
  readonly onEnd: () => void;
}

export function PatrolCard({ patrol, nowMs, awake, onAwake, onEnd }: PatrolCardProps) {
  const t = useText();
  const startedMs = parseStamp(patrol.payload.started_at) ?? patrol.occurredMs;
  const isStale = nowMs - startedMs > STALE_AFTER_MS;
  return (
    <div class="card running" data-testid="patrol-running">
      <div class="running-line">
        <div>
          <p class="label">
            <Icon name="patrol" />
            {t("pass.running")}
          </p>
          <p class="timer" data-testid="patrol-timer">
            {formatDuration(nowMs - startedMs, t.locale)}
          </p>
          <p>{t.many("pass.facts", Number(patrol.payload.officers), { time: formatClock(startedMs) })}</p>
        </div>
        <button type="button" class="button" onClick={onEnd} data-testid="end-pass">
          <Icon name="flag" />
          {t("pass.end")}
        </button>
      </div>
      {awake !== null && (
        <label class="awake">
          <input
            type="checkbox"
            checked={awake}
            onChange={(event) => onAwake(event.currentTarget.checked)}
            data-testid="keep-awake"
          />
          <span>
            {t("awake.label")}
            <span class="log-sub">{t("awake.text")}</span>
          </span>
        </label>
      )}
      {isStale && (
        <p class="notice notice-wait">
          <Icon name="alert" />
          {t("pass.stale", { time: formatDayClock(startedMs, t.locale, nowMs) })}
        </p>
      )}
    </div>
  );
}
