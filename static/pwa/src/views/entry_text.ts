import type { AppState } from "../app/state";
import { countHeads } from "../domain/heads";
import type { LogEntry } from "../domain/log";
import type { Translate } from "../i18n/i18n";
import type { GlyphName } from "../icons/glyphs";
import { formatDuration } from "../time/format";
import { parseStamp } from "../time/stamp";
import { categoryGlyph } from "./parts/Icon";

/** How an entry is called in lists: its drawing, what it is, and the line under it. */
export interface EntryText {
  readonly icon: GlyphName;
  readonly title: string;
  readonly subtitle: string | null;
}

export function describeEntry(t: Translate, state: AppState, entry: LogEntry): EntryText {
  const { payload } = entry;
  const place = state.pulled.places.find((known) => known.id === payload.place_id)?.name ?? null;
  switch (entry.kind) {
    case "observation": {
      const code = String(payload.category);
      const name = state.pulled.categories.find((known) => known.code === code)?.name[t.locale] ?? code;
      return { icon: categoryGlyph(code), title: name, subtitle: place };
    }
    case "visit": {
      const calm = payload.calm === true;
      const title = calm ? t("log.visit.calm") : t("log.kind.visit");
      return {
        icon: calm ? "calm" : "visit",
        title,
        subtitle: [place, duration(t, entry)].filter(Boolean).join(" · "),
      };
    }
    case "patrol": {
      const officers = t.many("log.officers", Number(payload.officers));
      const subtitle = t("log.patrol.facts", { duration: duration(t, entry), officers });
      return { icon: "patrol", title: t("log.kind.patrol"), subtitle };
    }
    case "checkin": {
      const activity = state.pulled.activities.find((known) => known.id === payload.activity_id);
      const heads =
        payload.cancelled_reason != null ? t("activities.cancelled") : t.many("log.heads", countHeads(payload.heads));
      const subtitle = payload.ended_at == null && payload.cancelled_reason == null ? t("field.ended.open") : heads;
      return { icon: "checkin", title: activity?.title ?? t("log.kind.checkin"), subtitle };
    }
  }
}

function duration(t: Translate, entry: LogEntry): string {
  const started = parseStamp(entry.payload.started_at);
  const ended = parseStamp(entry.payload.ended_at);
  return started === null || ended === null ? t("field.ended.open") : formatDuration(ended - started, t.locale);
}
