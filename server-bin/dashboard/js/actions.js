// What may be done to calls and agents, with the question before it.
import { html } from "./html.js";
import { t } from "./i18n.js";
import { once, part, post } from "./api.js";
import { may } from "./session.js";
import { Field } from "./ui/basics.js";
import { confirm } from "./ui/dialog.js";
import { tell } from "./ui/toast.js";
import { calleeOf, callerOf } from "./ui/words.js";

const both = (call) => ({ from: callerOf(call).name ?? callerOf(call).number, to: calleeOf(call).name ?? calleeOf(call).number });

/** Ends a call, once that is confirmed. */
export function hangUp(call) {
  confirm(t("hangup.title"), { text: t("hangup.text", both(call)), button: t("hangup.button"), danger: true }, async () => {
    await post(`/api/calls/${part(call.id)}/hangup`, {}, once());
    tell(t("hangup.done"));
  });
}

/** Hands a call to another number. */
export function transfer(call) {
  const children = html`<${Field} name="to" label=${t("transfer.to")} hint=${t("transfer.hint")}
    >${(props) => html`<input ...${props} inputmode="tel" autocomplete="off" required autofocus />`}<//
  >`;
  confirm(
    t("transfer.title"),
    { text: t("transfer.text", both(call)), button: t("transfer.button"), children },
    async ({ to }) => {
      await post(`/api/calls/${part(call.id)}/transfer`, { to }, once());
      tell(t("transfer.done", { to }));
    },
  );
}

/** Parks a call. */
export function park(call) {
  confirm(t("park.title"), { text: t("park.text", both(call)), button: t("park.button") }, async () => {
    const done = await post(`/api/calls/${part(call.id)}/park`, {}, once());
    tell(t("park.done", { space: done.details?.parking_space ?? "" }));
  });
}

/** Pauses an agent, with a reason, or ends the pause. */
export function pauseAgent(agent) {
  const name = agent.name ?? agent.agent;
  if (agent.state === "paused") {
    return confirm(t("unpause.title"), { text: t("unpause.text", { name }), button: t("unpause.button") }, async () => {
      await post(`/api/agent/${part(agent.agent)}/pause?pbx=${part(agent.pbx)}`, { paused: false }, once());
      tell(t("unpause.done", { name }));
    });
  }
  const children = html`<${Field} name="reason" label=${t("pause.reason")} hint=${t("pause.hint")}
      >${(props) => html`<input ...${props} list="reasons" autocomplete="off" autofocus />`}<//
    >
    <datalist id="reasons">
      ${["lunch", "break", "meeting", "training"].map((key) => html`<option key=${key} value=${t(`pause.${key}`)}></option>`)}
    </datalist>`;
  return confirm(
    t("pause.title"),
    { text: t("pause.text", { name }), button: t("pause.button"), children },
    async ({ reason }) => {
      await post(
        `/api/agent/${part(agent.agent)}/pause?pbx=${part(agent.pbx)}`,
        reason ? { paused: true, reason } : { paused: true },
        once(),
      );
      tell(t("pause.done", { name }));
    },
  );
}

/** What may be done to this call now: `[key, icon, act, danger]`. */
export function actionsOn(call) {
  return [
    may("calls.transfer") && call.state === "up" && ["transfer", "transfer", transfer],
    may("calls.park") && call.state === "up" && ["park", "park", park],
    may("calls.hangup") && ["hangup", "hangup", hangUp, true],
  ].filter(Boolean);
}
