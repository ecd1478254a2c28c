import { dropDraft, writeDraft } from "../store/drafts";
import type { Actions, OpenForm } from "./actions";
import type { Host } from "./host";

type Forms = Pick<Actions, "openForm" | "changeForm" | "closeForm">;

interface Kept {
  readonly ids: OpenForm["ids"];
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Forms in progress. The ids are made when a form opens and live as long as its draft, so that a form that is saved,
 * reloaded and saved again is one record. A draft belongs to the person who began it.
 */
export function makeForms(host: Host): Forms {
  return {
    openForm(key) {
      const full = host.keyOf(key);
      const kept = host.state.drafts.get(full)?.values as Kept | undefined;
      if (kept !== undefined) return kept;
      const form: OpenForm = host.openForms.get(full) ?? {
        ids: { opId: host.newId(), recordId: host.newId() },
        values: null,
      };
      host.openForms.set(full, form);
      return form;
    },

    changeForm(key, form, values) {
      const owner = host.state.profile?.user.id;
      if (owner === undefined) return;
      const kept: Kept = { ids: form.ids, values };
      const draft = { key: host.keyOf(key), owner, saved_ms: host.wallMs(), values: kept };
      // The screen must not wait for the disk; a draft that could not be written is still on the screen.
      writeDraft(host.needs.database, draft).catch(() => undefined);
      host.needs.model.set({ drafts: new Map(host.state.drafts).set(draft.key, draft) });
    },

    closeForm(key) {
      const full = host.keyOf(key);
      host.openForms.delete(full);
      if (!host.state.drafts.has(full)) return;
      const drafts = new Map(host.state.drafts);
      drafts.delete(full);
      host.needs.model.set({ drafts });
      dropDraft(host.needs.database, full).catch(() => undefined);
    },
  };
}
