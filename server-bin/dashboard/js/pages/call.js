// One call: drawn, told in words, with what people wrote on it.
import { html, useEffect, useState } from "../html.js";
import { has, t, word } from "../i18n.js";
import { brief, length, moment, phone, time } from "../format.js";
import { get, part } from "../api.js";
import { Timer, now, onBeat } from "../clock.js";
import { actionsOn } from "../actions.js";
import { stateOf } from "../live/model.js";
import { one } from "../live/store.js";
import { Card, Failed, Loading, Tile } from "../ui/basics.js";
import { Icon } from "../ui/icon.js";
import { useLoad } from "../ui/load.js";
import { Chip, Direction, calleeOf, callerOf } from "../ui/words.js";
import { Annotation } from "./call/annotation.js";
import { Recordings } from "./call/recordings.js";
import { Story } from "../story/draw.js";
import { steps } from "../story/steps.js";

function Head({ call }) {
  const [from, to] = [callerOf(call), calleeOf(call)];
  const title = `${from.name ?? from.number} → ${to.name ?? to.number}`;
  useEffect(() => {
    document.title = `${title} · Callflow`;
  }, [title]);
  return html`<header class="callhead">
    <a class="iconbutton" href="/calls" aria-label=${t("back.calls")} title=${t("back.calls")}><${Icon} name="back" /></a>
    <div>
      <h1>
        <${Direction} value=${call.direction} /><span>${from.name ?? from.number}</span
        ><${Icon} name="next" label=${t("to")} /><span>${to.name ?? to.number}</span>
        ${call.disposition ? html`<${Chip} area="disposition" value=${call.disposition} />` : html`<${Chip} area="call" value=${stateOf(call)} pulse />`}
      </h1>
      <p class="soft">
        ${[from.name && from.number, moment(call.started_at), call.did && call.direction === "inbound" && t("call.did", { did: phone(call.did) }), call.pbx].filter(Boolean).join(" · ")}
      </p>
    </div>
    <div class="row wrap">
      ${call.state !== "ended" && actionsOn(call).map(([key, icon, act, danger]) => html`<button key=${key} class=${`button${danger ? " danger" : ""}`} onClick=${() => act(call)}><${Icon} name=${icon} />${t(`${key}.button`)}</button>`)}
    </div>
  </header>`;
}

function Figures({ call }) {
  const live = call.state !== "ended";
  return html`<dl class="tiles">
    <${Tile} name=${t("call.duration")}>${live ? html`<${Timer} since=${call.started_at} />` : length(call.duration_ms)}<//>
    <${Tile} name=${t("column.wait")} note=${call.queue}>${brief(call.wait_ms)}<//>
    <${Tile}
      name=${t("column.talk")}
      note=${call.answered_by && t("call.with", { who: call.answered_by_name ?? phone(call.answered_by) })}
      >${live && call.answered_at ? html`<${Timer} since=${call.answered_at} />` : call.answered ? length(call.talk_ms) : "–"}<//
    >
    <${Tile} name=${t("call.hold")} note=${call.holds.length > 0 && t("call.holds", { count: call.holds.length })}
      >${call.hold_ms ? brief(call.hold_ms) : "–"}<//
    >
    ${!live && html`<${Tile} name=${t("call.hungup")} note=${call.hangup_cause > 0 && t("call.cause", { cause: call.hangup_cause })}>${word("hungup", call.hung_up_by) || "–"}<//>`}
  </dl>`;
}

/** The values of a step, as they are read. */
function shown(values) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (name === "wait" || name === "ms") return [name, brief(value)];
      return [name, typeof value === "string" && /^\+\d+$/.test(value) ? phone(value) : (value ?? t("call.anonymous"))];
    }),
  );
}

function Steps({ call }) {
  return html`<ol class="steps">
    ${steps(call).map(
      (step, n) =>
        html`<li key=${n} data-tone=${step.tone}>
          <time class="at" datetime=${step.at}>${time(step.at)}</time><span class="sign"><${Icon} name=${step.icon} /></span>
          <span class="what">${has(step.key) ? t(step.key, shown(step.values)) : step.key}</span>
        </li>`,
    )}
  </ol>`;
}

function Technical({ call }) {
  return html`<details class="card technical">
    <summary>${t("call.technical")}</summary>
    <div class="card-body stack">
      <dl class="kv small">
        <dt>${t("call.id")}</dt>
        <dd class="mono clip">${call.id}</dd>
        <dt>Linkedid</dt>
        <dd class="mono clip">${call.linkedid}</dd>
        <dt>${t("call.version")}</dt>
        <dd>${call.version}${call.revised_at && ` · ${t("call.revised", { at: moment(call.revised_at) })}`}</dd>
        ${
          call.gaps > 0 &&
          html`<dt>${t("call.gaps")}</dt>
            <dd>${call.gaps}</dd>`
        }${
          call.account_code &&
          html`<dt>${t("call.account")}</dt>
            <dd>${call.account_code}</dd>`
        }
      </dl>
      <div class="tablewrap">
        <table class="table small">
          <caption class="sr">
            ${t("call.legs")}
          </caption>
          <thead>
            <tr>
              <th>${t("call.channel")}</th>
              <th>${t("column.role")}</th>
              <th>${t("column.number")}</th>
              <th>${t("column.started")}</th>
              <th>${t("call.dialstatus")}</th>
              <th class="num">${t("call.cause.short")}</th>
            </tr>
          </thead>
          <tbody>
            ${call.legs.map(
              (leg) =>
                html`<tr key=${leg.uniqueid}>
                  <td class="mono">${leg.channel}</td>
                  <td>${word("party", leg.role)}</td>
                  <td>${leg.number ?? "–"}</td>
                  <td class="nowrap">${time(leg.started_at)}</td>
                  <td>${leg.dial_status ?? "–"}</td>
                  <td class="num">${leg.hangup_cause ?? "–"}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </div>
  </details>`;
}

export function CallPage({ id }) {
  const live = one("calls", id)?.value;
  // Asked anew when it leaves the live view: then it is in the store, or about to be.
  const { value, error, again } = useLoad((signal) => get(`/api/calls/${part(id)}`, null, { signal }), [id, Boolean(live)]);
  const call = live ?? value;
  const [at, setAt] = useState(now());
  // The picture of a call that goes on grows.
  useEffect(() => (live ? onBeat(setAt) : undefined), [Boolean(live)]);
  if (error && !call) return html`<div class="card"><${Failed} whole error=${error} again=${again} /></div>`;
  if (!call) return html`<div class="card"><${Loading} lines=${8} /></div>`;
  return html` <${Head} call=${call} />
    ${
      call.merged_into &&
      html`<div class="banner" data-tone="amber">
        <${Icon} name="link" /><span
          >${t("call.merged")} <a href=${`/calls/${part(call.merged_into)}`}>${t("call.merged.show")}</a></span
        >
      </div>`
    }
    <${Figures} call=${call} />
    <${Card} title=${t("story")}><${Story} call=${call} now=${Math.max(at, now())} /><//>
    <div class="callgrid">
      <${Card} title=${t("steps")}><${Steps} call=${call} /><//>
      <div class="stack">${call.recordings.length > 0 && html`<${Recordings} call=${call} />`}<${Annotation} id=${id} /></div>
    </div>
    <${Technical} call=${call} />`;
}
