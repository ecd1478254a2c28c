import type { Chip } from "../../domain/chip";
import type { GlyphName } from "../../icons/glyphs";
import type { Translate } from "../../i18n/i18n";
import { formatClock } from "../../time/format";
import { Icon } from "./Icon";
import { useText } from "./text";

const GLYPH: Readonly<Record<Chip["state"], GlyphName>> = {
  all_sent: "sent",
  waiting: "waiting",
  offline: "offline",
  needs_action: "alert",
  signed_out: "sign_in",
};

interface StatusChipProps {
  readonly chip: Chip;
  readonly drainedMs: number | null;
  readonly onOpen: () => void;
}

function describe(t: Translate, chip: Chip, drainedMs: number | null): string {
  const parts: string[] = [];
  if (chip.state === "needs_action") parts.push(t("chip.needs_action"));
  const waits = chip.ownWaiting + chip.othersWaiting > 0;
  if (chip.state === "signed_out") parts.push(t(waits ? "chip.signed_out" : "chip.nobody"));
  if (chip.state === "offline") parts.push(t("chip.offline"));
  if (chip.sending > 0) parts.push(t("chip.sending", { n: chip.sending }));
  else if (chip.ownWaiting > 0) parts.push(t.many("chip.waiting", chip.ownWaiting));
  if (chip.othersWaiting > 0) parts.push(t.many("chip.others", chip.othersWaiting));
  if (parts.length > 0) return parts.reduce((first, second) => t("chip.more", { first, second }));
  if (drainedMs === null) return t("chip.nothing_yet");
  return t("chip.all_sent_at", { time: formatClock(drainedMs) });
}

/** What waits on the phone, always at the top of the screen. */
export function StatusChip({ chip, drainedMs, onOpen }: StatusChipProps) {
  const t = useText();
  return (
    <button
      type="button"
      class={`chip chip-${chip.state}`}
      data-testid="status-chip"
      data-state={chip.state}
      data-waiting={chip.ownWaiting + chip.othersWaiting}
      title={t("chip.hint")}
      onClick={onOpen}
    >
      <Icon name={GLYPH[chip.state]} />
      <span>{describe(t, chip, drainedMs)}</span>
    </button>
  );
}
