import type { EntryState } from "../../domain/log";
import type { GlyphName } from "../../icons/glyphs";
import { Icon } from "./Icon";
import { useText } from "./text";

const GLYPH: Readonly<Record<EntryState, GlyphName>> = {
  saved: "saved",
  sending: "sending",
  sent: "sent",
  needs_action: "alert",
};

/** Where an entry stands, in a word and a drawing. */
export function StateBadge({ state }: { state: EntryState }) {
  const t = useText();
  return (
    <span class={`badge badge-${state}`}>
      <Icon name={GLYPH[state]} />
      {t(`state.${state}`)}
    </span>
  );
}
