import { pickPayload } from "../domain/fields";
import { diffPayload, makeAmend, makeCheckin, makeRetract } from "../domain/make";
import { countHeads } from "../domain/heads";
import { laterOf, stampOf } from "../time/stamp";
import { dismiss, offerAgain } from "../store/outbox";
import type { Actions } from "./actions";
import type { Host } from "./host";

type Repairing = Pick<
  Actions,
  "amend" | "retime" | "copy" | "retract" | "dismiss" | "offerAgain" | "checkInActivity" | "finishActivity"
>;

/** Corrections, withdrawals and check-ins: always new operations, before and after the first one was sent. */
export function makeRepairing(host: Host): Repairing {
  const quiet = { undo: null, detailsOf: null };
  const saved = () => ({ text: host.t("edit.saved"), ...quiet });

  return {
    async amend(entry, form, key, fields) {
      const changes = diffPayload(entry.payload, fields);
      if (Object.keys(changes).length === 0) {
        host.say({ text: host.t("edit.nothing"), ...quiet });
        return true;
      }
      return host.save([makeAmend(form.ids.opId, host.hand(), entry, changes)], saved(), { form: key });
    },

    async retime(entry, form, key, fields, occurredMs) {
      const payload = pickPayload(entry.kind, { ...entry.payload, ...fields });
      const { author, stamp } = host.hand(occurredMs);
      const retract = makeRetract(host.newId(), host.hand(), entry, host.t("withdraw.time_reason"));
      const { opId, recordId } = form.ids;
      const create = {
        op_id: opId,
        record_id: recordId,
        kind: entry.kind,
        type: "create",
        occurred_at: stamp,
        author,
        payload,
      } as const;
      return host.save([create, retract], saved(), { form: key });
    },

    async copy(entry, problem, form, key, fields) {
      const settles = [problem.op.op_id];
      const options = { form: key, settles };
      // What was withdrawn can't be corrected: it is logged anew, with its first time.
      const isAnew = problem.standing.result?.code === "record_withdrawn";
      if (problem.op.type !== "create" && !isAnew) {
        const changes = diffPayload(entry.payload, fields);
        return host.save([makeAmend(form.ids.opId, host.hand(), entry, changes)], saved(), options);
      }
      const payload = pickPayload(entry.kind, { ...entry.payload, ...fields });
      const { opId, recordId } = form.ids;
      const occurred_at = isAnew ? stampOf(entry.occurredMs) : problem.op.occurred_at;
      const { author } = host.hand();
      const create = {
        op_id: opId,
        record_id: recordId,
        kind: entry.kind,
        type: "create",
        occurred_at,
        author,
        payload,
      } as const;
      return host.save([create], saved(), options);
    },

    async retract(entry, form, key, reason, kept) {
      const made = makeRetract(form.ids.opId, host.hand(), entry, reason, kept);
      return host.save([made], { text: host.t("withdraw.done"), ...quiet }, { form: key });
    },

    async dismiss(opId) {
      await dismiss(host.needs.database, opId);
      await host.reload(["queue"]);
    },

    async offerAgain(opId) {
      await offerAgain(host.needs.database, opId);
      await host.reload(["queue"]);
      host.needs.runner().tell({ type: "triggered", trigger: "save" });
    },

    async checkInActivity(activity) {
      const ids = { opId: host.newId(), recordId: host.newId() };
      const text = host.t("activity.saved_in", { title: activity.title });
      return host.save([makeCheckin(ids, host.hand(), activity.id)], { text, ...quiet });
    },

    async finishActivity(activity, checkin, { key, form }, fields) {
      const text =
        fields.cancelled_reason == null
          ? host.t("activity.saved_out", { total: host.t.many("activity.total", countHeads(fields.heads)) })
          : host.t("activity.cancel.saved");
      const hand = host.hand();
      const made =
        checkin === null
          ? makeCheckin(form.ids, hand, activity.id, fields)
          : makeAmend(form.ids.opId, hand, checkin, {
              ended_at: laterOf(checkin.payload.started_at, hand.stamp),
              ...diffPayload(checkin.payload, fields),
            });
      return host.save([made], { text, ...quiet }, { form: key });
    },
  };
}
