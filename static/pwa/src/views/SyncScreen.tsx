import { useEffect } from "preact/hooks";
import { selectChip } from "../app/select";
import type { DeviceFacts } from "../app/state";
import type { Chip } from "../domain/chip";
import type { TextKey, Translate } from "../i18n/i18n";
import { isBusy } from "../sync/engine";
import { formatBytes, formatMoment } from "../time/format";
import { BlockedWays } from "./Blocked";
import { Facts } from "./EntryScreen";
import { Header } from "./parts/Header";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

const DAY_MS = 86_400_000;
const NEARLY_FULL = 0.9;

/** What could go wrong with what is on this phone, in words; the worst first. */
export function listWarnings(device: DeviceFacts, chip: Chip, nowMs: number): TextKey[] {
  const warnings: TextKey[] = [];
  if (chip.oldestMs !== null && nowMs - chip.oldestMs > DAY_MS) warnings.push("sync.warn.old");
  if (device.usedBytes !== null && device.quotaBytes !== null && device.usedBytes > device.quotaBytes * NEARLY_FULL) {
    warnings.push("sync.warn.quota");
  }
  if (device.ios && !device.installed) warnings.push("sync.warn.ios");
  else if (device.persisted === false) warnings.push("sync.warn.persisted");
  return warnings;
}

/** Everything that tells whether the queue is well, for the person and for whoever helps them. No content. */
export function SyncScreen({ state, actions }: ScreenProps) {
  const t = useText();
  const { sync, device } = state;
  const chip = selectChip(state);
  const running = isBusy(sync.phase);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the screen opens
  useEffect(() => actions.lookAtStorage(), []);
  return (
    <section class="screen" data-testid="diagnostics">
      <Header title={t("sync.title")} onBack={actions.back} />
      {sync.phase.name === "paused" && (
        <div class="notice notice-alert">
          <Icon name="alert" />
          <div class="stack">
            <p>{t(`sync.paused.${sync.phase.reason}`)}</p>
            {sync.phase.reason === "app_blocked" && <BlockedWays state={state} actions={actions} />}
            {(sync.phase.reason === "sign_in" || sync.phase.reason === "other_person") && (
              <button type="button" class="button" onClick={() => actions.go({ name: "sign_in" })}>
                {t("menu.sign_in")}
              </button>
            )}
          </div>
        </div>
      )}
      {listWarnings(device, chip, state.nowMs).map((warning) => (
        <p class="notice notice-wait" key={warning}>
          <Icon name="alert" />
          {t(warning)}
        </p>
      ))}
      <button
        type="button"
        class="button primary large"
        disabled={running}
        onClick={actions.syncNow}
        data-testid="sync-now"
      >
        <Icon name="sync" />
        {t(running ? "sync.running" : "sync.now")}
      </button>
      <Facts rows={describe(t, state, chip)} />
      <button
        type="button"
        class="button"
        onClick={() => void actions.exportDiagnostic()}
        data-testid="export-diagnostic"
      >
        <Icon name="export" />
        {t("sync.diagnostic")}
      </button>
      <p class="hint">{t("sync.diagnostic.text")}</p>
    </section>
  );
}

function describe(t: Translate, state: ScreenProps["state"], chip: Chip): [string, string][] {
  const { device, sync, profile, nowMs } = state;
  const at = (ms: number | null) => (ms === null ? t("sync.never") : formatMoment(ms, t.locale, nowMs));
  const rows: [string, string][] = [[t("sync.waiting"), String(chip.ownWaiting)]];
  if (chip.othersWaiting > 0) rows.push([t("sync.others"), String(chip.othersWaiting)]);
  if (chip.oldestMs !== null) rows.push([t("sync.oldest"), at(chip.oldestMs)]);
  rows.push([t("sync.last"), at(state.drainedMs)]);
  if (sync.trouble !== null) rows.push([t("sync.trouble"), sync.trouble]);
  const persisted =
    device.persisted === null ? t("sync.unknown") : t(device.persisted ? "sync.yes" : "sync.persisted.no");
  rows.push([t("sync.persisted"), persisted]);
  rows.push([t("sync.installed"), t(device.installed ? "sync.yes" : "sync.no")]);
  if (device.usedBytes !== null && device.quotaBytes !== null) {
    const used = formatBytes(device.usedBytes, t.locale);
    rows.push([t("sync.quota"), t("sync.quota.value", { used, total: formatBytes(device.quotaBytes, t.locale) })]);
  }
  rows.push([t("sync.offline"), t(device.opensOffline ? "sync.yes" : "sync.offline.no")]);
  rows.push([t("sync.app_version"), __APP_VERSION__]);
  rows.push([t("sync.server_version"), profile?.server_version ?? t("sync.unknown")]);
  rows.push([t("sync.device"), device.id]);
  return rows;
}
