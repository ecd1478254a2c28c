import type { Actions } from "../app/actions";
import type { AppState } from "../app/state";

/** What every screen is given: what there is, and what can be asked for. */
export interface ScreenProps {
  readonly state: AppState;
  readonly actions: Actions;
}
