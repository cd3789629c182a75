// One call: drawn, told in words, with what people wrote on it.
import { html, useEffect, useState } from "../html.js";
import { has, t, word } from "../i18n.js";
import { brief, length, moment, phone, time } from "../format.js";
import { ApiError, get, ifMatch, part, patch } from "../api.js";
import { Timer, now, onBeat } from "../clock.js";
import { actionsOn } from "../actions.js";
import { may } from "../session.js";
import { one } from "../live/store.js";
import { Card, Failed, Loading, Tile } from "../ui/basics.js";
import { Icon } from "../ui/icon.js";
import { useLoad } from "../ui/load.js";
import { tell, tellError } from "../ui/toast.js";
import { Chip, Direction, calleeOf, callerOf } from "../ui/words.js";
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
        ${call.disposition ? html`<${Chip} area="disposition" value=${call.disposition} />` : html`<${Chip} area="call" value=${call.state} pulse />`}
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

/** Recordings that can be listened to; where the server has no such route, that there are some. */
function Recordings({ call }) {
  const { value, error } = useLoad(
    async (signal) => {
      if (!may("recordings.listen")) return null;
      return get("/api/recordings", { call: call.id }, { signal });
    },
    [call.id, call.recordings.length],
  );
  const listed = value?.items ?? [];
  return html`<${Card} title=${t("recordings")}>
    ${
      listed.length > 0
        ? html`<div class="stack">
            ${listed.map(
              (item) =>
                html`<div class="player" key=${item.id}>
                  <audio
                    controls
                    preload="none"
                    src=${`/api/recordings/${part(item.id)}/audio`}
                    aria-label=${t("recording")}
                  ></audio>
                  <div class="row between">
                    <span class="soft small">${time(item.from)} – ${time(item.to)}</span
                    ><a class="button tiny" href=${`/api/recordings/${part(item.id)}/audio?download=1`} download
                      ><${Icon} name="download" />${t("download")}</a
                    >
                  </div>
                </div>`,
            )}
          </div>`
        : html`<div class="stack tight">
            ${call.recordings.map(
              (item, n) =>
                html`<div class="row" key=${n}>
                  <span class="face" data-tone="red"><${Icon} name="record" /></span
                  ><span class="grow"
                    ><span class="clip mono small" style=${{ display: "block" }}>${item.file ?? t("recording")}</span
                    ><span class="soft small">${time(item.from)} – ${item.to ? time(item.to) : t("recording.on")}</span></span
                  >
                </div>`,
            )}
            <p class="soft small">
              ${t(!may("recordings.listen") ? "recordings.forbidden" : error?.status === 404 ? "recordings.noroute" : "recordings.notfound")}
            </p>
          </div>`
    }
  <//>`;
}

/** Tags and a note, kept with the version that they were read in. */
function Annotation({ id }) {
  const { value, error, again } = useLoad((signal) => get(`/api/calls/${part(id)}/annotation`, null, { signal }), [id]);
  const [tag, setTag] = useState("");
  const [note, setNote] = useState(null);
  if (error)
    return error.status === 404 ? null : html`<${Card} title=${t("notes")}><${Failed} error=${error} again=${again} /><//>`;
  if (!value) return html`<${Card} title=${t("notes")}><${Loading} lines=${2} /><//>`;
  const writes = may("calls.annotate");
  const change = async (fields, done) => {
    try {
      await patch(`/api/calls/${part(id)}`, fields, ifMatch(value.version));
      if (done) tell(done);
      setNote(null);
      again();
    } catch (failure) {
      if (failure instanceof ApiError && failure.status === 412) {
        tell(t("notes.changed"), "amber");
        again();
      } else tellError(failure);
    }
  };
  const add = (event) => {
    event.preventDefault();
    const name = tag.trim();
    if (name && !value.tags.includes(name)) change({ tags: [...value.tags, name] });
    setTag("");
  };
  return html`<${Card} title=${t("notes")}>
    <div class="stack tight">
      <div class="tags">
        ${value.tags.map((name) => html`<span class="tag" key=${name}>${name}${writes && html`<button aria-label=${t("tag.remove", { name })} onClick=${() => change({ tags: value.tags.filter((each) => each !== name) })}><${Icon} name="close" /></button>`}</span>`)}${!value.tags.length && !writes && html`<span class="soft">${t("tags.none")}</span>`}
      </div>
      ${
        writes &&
        html`<form class="row" onSubmit=${add}>
            <input
              class="input"
              value=${tag}
              maxlength="64"
              placeholder=${t("tag.add")}
              aria-label=${t("tag.add")}
              onInput=${(event) => setTag(event.target.value)}
            /><button class="button" disabled=${!tag.trim()}>${t("add")}</button>
          </form>
          <textarea
            class="input"
            rows="3"
            aria-label=${t("note")}
            placeholder=${t("note.hint")}
            value=${note ?? value.note ?? ""}
            onInput=${(event) => setNote(event.target.value)}
          ></textarea>
          ${note !== null && note !== (value.note ?? "") && html`<div class="dialog-foot"><button class="button" onClick=${() => setNote(null)}>${t("cancel")}</button><button class="button primary" onClick=${() => change({ note }, t("note.saved"))}>${t("save")}</button></div>`}`
      }
      ${!writes && value.note && html`<p>${value.note}</p>`}
      ${value.by && html`<p class="soft small">${t("notes.by", { by: value.by, at: moment(value.changed_at) })}</p>`}
    </div>
  <//>`;
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
  if (error && !call) return html`<div class="card"><${Failed} error=${error} again=${again} /></div>`;
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
