// Values of the API as people see them: a word, a colour, a drawing. One table each.
import { html } from "../html.js";
import { word } from "../i18n.js";
import { phone } from "../format.js";
import { Icon } from "./icon.js";

const CALL = {
  new: "grey",
  ringing: "amber",
  queued: "blue",
  up: "green",
  dialplan: "grey",
  held: "violet",
  parked: "teal",
  ended: "grey",
};
const DISPOSITION = {
  answered: "green",
  no_answer: "amber",
  busy: "amber",
  failed: "red",
  congestion: "red",
  cancelled: "grey",
  abandoned: "red",
  blocked: "grey",
  application: "teal",
};
const AGENT = {
  available: "green",
  ringing: "amber",
  in_call: "blue",
  on_hold: "violet",
  wrap_up: "teal",
  paused: "grey",
  offline: "grey",
};
const DEVICE = {
  not_in_use: "green",
  in_use: "blue",
  busy: "blue",
  ringing: "amber",
  ring_in_use: "amber",
  on_hold: "violet",
  unavailable: "grey",
  invalid: "red",
  unknown: "grey",
};
const STATUS = { online: "green", offline: "grey", unknown: "amber" };
const LEASE = { free: "green", reserved: "amber", busy: "teal", in_call: "blue" };
const VISIT = { answered: "green", abandoned: "red", lost: "amber" };
const TONES = { call: CALL, disposition: DISPOSITION, agent: AGENT, device: DEVICE, status: STATUS, lease: LEASE, visit: VISIT };

/** The states of an agent, busiest first. */
export const AGENT_STATES = ["in_call", "ringing", "on_hold", "wrap_up", "available", "paused", "offline"];

export const tone = (area, value) => TONES[area]?.[value] ?? "grey";

/** A value with its colour. Colour never says it alone. */
export function Chip({ area, value, text, pulse }) {
  if (!value) return null;
  return html`<span class="chip" data-tone=${tone(area, value)}
    ><i class=${`dot${pulse ? " pulse" : ""}`}></i>${text ?? word(area, value)}</span
  >`;
}

export function Direction({ value }) {
  return html`<span class="direction" title=${word("direction", value)}
    ><${Icon} name=${value} label=${word("direction", value)}
  /></span>`;
}

/** Who calls. */
export const callerOf = (call) => ({
  name: call.caller.name || null,
  number: call.caller.number ? phone(call.caller.number) : word("call", "anonymous"),
});

/** Who is, or was, talked to; else what was dialled. */
export function calleeOf(call) {
  if (call.answered_by) return { name: call.answered_by_name || null, number: phone(call.answered_by) };
  const ringing = call.parties.filter((party) => party.role !== "caller" && party.role !== "internal");
  if (call.state !== "ended" && ringing.length === 1 && ringing[0].number !== call.dialled) {
    return { name: ringing[0].name || null, number: phone(ringing[0].number) };
  }
  return { name: null, number: call.dialled ? phone(call.dialled) : "–" };
}

/** A person: the name, and the number beneath. */
export function Person({ who }) {
  return html`<span class="person"
    ><span class="clip strong">${who.name ?? who.number}</span
    >${who.name && html`<span class="clip soft small">${who.number}</span>`}</span
  >`;
}
