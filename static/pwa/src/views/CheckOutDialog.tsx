import { findPlace, selectLog } from "../app/select";
import { type LogEntry, listObservationsOf } from "../domain/log";
import { SeenList } from "./VisitCard";
import { Dialog } from "./parts/Dialog";
import { Icon } from "./parts/Icon";
import { useText } from "./parts/text";
import type { ScreenProps } from "./screen";

interface CheckOutProps extends ScreenProps {
  readonly visit: LogEntry;
  readonly onClose: () => void;
}

/** Leaving a place: shows what was logged there, or asks whether it was calm. A visit without anything seen counts. */
export function CheckOutDialog({ state, actions, visit, onClose }: CheckOutProps) {
  const t = useText();
  const seen = listObservationsOf(selectLog(state), visit.recordId);
  const place = findPlace(state, visit.payload.place_id);
  const leave = async (calm: boolean | null) => {
    if (await actions.checkOut(visit, calm)) onClose();
  };
  if (seen.length > 0 || visit.payload.calm === true) {
    return (
      <Dialog title={place?.name ?? t("visit.check_out")} onClose={onClose} testId="check-out-dialog">
        {visit.payload.calm === true && <p>{t("visit.marked_calm")}</p>}
        <SeenList seen={seen} categories={state.pulled.categories} onOpen={(id) => actions.go({ name: "entry", id })} />
        <button
          type="button"
          class="button primary large"
          onClick={() => void leave(null)}
          data-testid="check-out-confirm"
        >
          {t("visit.check_out")}
        </button>
      </Dialog>
    );
  }
  return (
    <Dialog title={t("visit.question")} onClose={onClose} testId="check-out-dialog">
      <p>{t("visit.question.text")}</p>
      <div class="stack">
        <button
          type="button"
          class="button primary large"
          onClick={() => void leave(true)}
          data-testid="check-out-calm"
        >
          <Icon name="calm" />
          {t("visit.calm")}
        </button>
        <button type="button" class="button large" onClick={() => void leave(false)} data-testid="check-out-not-calm">
          {t("visit.not_calm")}
        </button>
        <button type="button" class="button quiet" onClick={() => void leave(null)} data-testid="check-out-unknown">
          {t("visit.unknown")}
        </button>
      </div>
    </Dialog>
  );
}
