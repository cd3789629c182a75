// What goes on now: calls, who waits, what agents do.
import { html, useComputed, useSignal } from "../html.js";
import { t, word } from "../i18n.js";
import { length, number, percent } from "../format.js";
import { Timer } from "../clock.js";
import { actionsOn } from "../actions.js";
import { may } from "../session.js";
import { stateOf } from "../live/model.js";
import { all, list, one, queues, ready } from "../live/store.js";
import { Card, Empty, Loading, PageHead, Segments, Tile } from "../ui/basics.js";
import { Icon } from "../ui/icon.js";
import { useWindow } from "../ui/window.js";
import { Chip, Direction, Person, calleeOf, callerOf } from "../ui/words.js";
import { AgentsBoard } from "./live/agents.js";
import { QueuesPanel } from "./live/queues.js";

/** Since when a call is in its state. */
function since(call) {
  if (call.state === "up") return call.answered_at ?? call.started_at;
  if (call.state === "held") return call.holds.findLast((hold) => !hold.to)?.from ?? call.started_at;
  if (call.state === "parked") return call.parks.findLast((park) => !park.to)?.from ?? call.started_at;
  if (call.state === "queued") return call.queue_visits.findLast((visit) => !visit.left_at)?.joined_at ?? call.started_at;
  return call.started_at;
}

/** When a wait, a ringing, a hold is long. */
const LEVELS = {
  queued: [
    [20_000, "late"],
    [60_000, "over"],
  ],
  ringing: [
    [20_000, "late"],
    [45_000, "over"],
  ],
  held: [
    [60_000, "late"],
    [180_000, "over"],
  ],
  parked: [
    [60_000, "late"],
    [120_000, "over"],
  ],
};

const matches = (call, wanted) => {
  if (!wanted) return true;
  const texts = [
    call.caller.name,
    call.caller.number,
    call.dialled,
    call.answered_by,
    call.answered_by_name,
    call.queue,
    ...call.parties.flatMap((party) => [party.name, party.number]),
  ];
  return texts.some((text) => text?.toLowerCase().includes(wanted));
};

/** What a call counts as in the bar above the list. */
const kindOf = (call) => (["held", "parked"].includes(call.state) ? "up" : stateOf(call));

/** How high a row is, in pixels, before one is there to be measured. */
const ROW = 55;

/** One call. It is drawn anew when this call changes, and only then; its timer does not even need that. */
function Row({ id, nth }) {
  const call = one("calls", id)?.value;
  if (!call) return null;
  const actions = actionsOn(call);
  return html`<tr data-call=${id} data-row aria-rowindex=${nth}>
    <td class="off"><${Direction} value=${call.direction} /></td>
    <td class="wide">
      <div class="pair">
        <a class="cell" href=${`/calls/${encodeURIComponent(id)}`}><${Person} who=${callerOf(call)} /></a
        ><${Icon} name="next" /><${Person} who=${calleeOf(call)} />
      </div>
    </td>
    <td>
      <${Chip}
        area="call"
        value=${stateOf(call)}
      />${call.recordings.some((recording) => !recording.to) && html`<span class="recmark" data-tone="red" title=${t("recording.on.call")}><${Icon} name="record" label=${t("recording.on.call")} /></span>`}
    </td>
    <td class="off">
      ${call.queue && html`<a class="cell" href=${`/queues/${encodeURIComponent(call.queue)}`}>${call.queue}</a>`}
    </td>
    <td class="num end"><${Timer} since=${since(call)} levels=${LEVELS[call.state]} label=${t("live.instate")} /></td>
    <td class="num off soft"><${Timer} since=${call.started_at} label=${t("live.total")} /></td>
    <td class="end wide actions">
      <div class="row">
        ${actions.map(([key, icon, act, danger]) => html`<button key=${key} class=${`iconbutton${danger ? " danger" : ""}`} title=${t(`${key}.button`)} aria-label=${`${t(`${key}.button`)}: ${callerOf(call).name ?? callerOf(call).number}`} onClick=${() => act(one("calls", id)?.peek() ?? call)}><${Icon} name=${icon} /></button>`)}
      </div>
    </td>
  </tr>`;
}

function Calls() {
  const state = useSignal("all");
  const text = useSignal("");
  const counts = useComputed(() => {
    const sums = { all: 0, queued: 0, ringing: 0, up: 0 };
    for (const call of all("calls")) {
      sums.all += 1;
      if (kindOf(call) in sums) sums[kindOf(call)] += 1;
    }
    return sums;
  });
  // The order is that of coming, so that no row jumps while one aims at its button.
  const ordered = useComputed(() =>
    [...list("calls")].sort((a, b) => (one("calls", a).peek().started_at < one("calls", b).peek().started_at ? -1 : 1)),
  );
  const shown = useComputed(() => {
    const [wanted, found] = [state.value, text.value];
    // Who asks for all of them need not look at each.
    if (wanted === "all" && !found) return ordered.value;
    return ordered.value.filter((id) => {
      const call = one("calls", id)?.value;
      return call && (wanted === "all" || kindOf(call) === wanted) && matches(call, found);
    });
  });
  const ids = shown.value;
  const [body, { from, to, above, below }] = useWindow(ids.length, ROW);
  const choice = (key) => [
    key,
    html`${key === "all" ? t("live.all") : word("call", key)} <span class="soft">${counts.value[key]}</span>`,
  ];
  return html`<${Card} flush title=${t("live.calls")} aside=${html`<${Finder} text=${text} />`}>
    <div class="livebar">
      <${Segments}
        label=${t("live.filter")}
        value=${state.value}
        onChoose=${(key) => {
          state.value = key;
        }}
        choices=${["all", "queued", "ringing", "up"].map(choice)}
      />
    </div>
    ${
      ids.length
        ? html`<div class="tablewrap">
            <table class="table cards live" aria-rowcount=${ids.length + 1}>
              <caption class="sr">
                ${t("live.calls")}
              </caption>
              <thead>
                <tr>
                  <th><span class="sr">${t("column.direction")}</span></th>
                  <th>${t("column.parties")}</th>
                  <th>${t("column.state")}</th>
                  <th>${t("column.queue")}</th>
                  <th class="num">${t("live.instate")}</th>
                  <th class="num">${t("live.total")}</th>
                  <th><span class="sr">${t("column.actions")}</span></th>
                </tr>
              </thead>
              <tbody ref=${body}>
                ${above > 0 && html`<tr key="above" class="room" aria-hidden="true" style=${{ height: `${above}px` }}></tr>`}
                ${ids.slice(from, to).map((id, n) => html`<${Row} key=${id} id=${id} nth=${from + n + 2} />`)}
                ${below > 0 && html`<tr key="below" class="room" aria-hidden="true" style=${{ height: `${below}px` }}></tr>`}
              </tbody>
            </table>
          </div>`
        : html`<${Empty}
            icon="phone"
            title=${t(ordered.value.length ? "live.nomatch" : "live.none")}
            text=${t(ordered.value.length ? "live.nomatch.text" : "live.none.text")}
          />`
    }
  <//>`;
}

function Finder({ text }) {
  return html`<div class="search small-search">
    <${Icon} name="search" /><input
      class="input"
      type="search"
      placeholder=${t("live.find")}
      aria-label=${t("live.find")}
      onInput=${(event) => {
        text.value = event.target.value.trim().toLowerCase();
      }}
    />
  </div>`;
}

/** The worst of all queues, and the whole of them. */
function Figures() {
  const shown = queues.value;
  const calls = all("calls");
  const waiting = shown.reduce((sum, queue) => sum + queue.waiting, 0);
  const oldest = shown
    .filter((queue) => queue.waiting && queue.waiting_since)
    .map((queue) => queue.waiting_since)
    .sort()[0];
  const agents = all("agents");
  const count = (...states) => agents.filter((agent) => states.includes(agent.state)).length;
  const sum = (name) => shown.reduce((total, queue) => total + (queue.metrics?.[name] ?? 0), 0);
  const offered = sum("answered") + sum("abandoned");
  const level = offered ? (100 * (sum("answered_in_time") + sum("abandoned_in_time"))) / offered : null;
  const talking = calls.filter((call) => kindOf(call) === "up").length;
  const thresholds = [...new Set(shown.map((queue) => queue.threshold_s))];
  return html`<dl class="tiles">
    <${Tile} name=${t("tile.calls")} note=${t("tile.talking", { count: talking })}>${calls.length}<//>
    ${
      may("queues.read") &&
      html` <${Tile}
          name=${t("tile.waiting")}
          tone=${waiting ? "amber" : undefined}
          note=${t("tile.queues", { count: shown.length })}
          >${waiting}<//
        >
        <${Tile} name=${t("tile.longest")} note=${t("tile.longest.text")}
          >${oldest ? html`<${Timer} since=${oldest} levels=${LEVELS.queued} label=${t("tile.longest")} />` : length(null)}<//
        >
        <${Tile}
          name=${t("tile.level")}
          tone=${level === null ? undefined : level >= 80 ? "green" : level >= 60 ? "amber" : "red"}
          note=${thresholds.length === 1 ? t("tile.level.text", { seconds: thresholds[0] }) : t("tile.level.mixed")}
          >${percent(level)}<//
        >
        <${Tile}
          name=${t("tile.abandoned")}
          tone=${sum("abandoned") ? "red" : undefined}
          note=${t("tile.abandoned.text", { offered: number(offered) })}
          >${number(sum("abandoned"))}<//
        >`
    }
    ${may("agents.read") && html`<${Tile} name=${t("tile.available")} tone=${count("available") ? "green" : agents.length ? "red" : undefined} note=${t("tile.busy", { busy: count("in_call", "ringing", "on_hold", "wrap_up"), paused: count("paused") })}>${count("available")}<//>`}
  </dl>`;
}

export function Page() {
  if (!ready.value)
    return html`<${PageHead} title=${t("nav.live")} />
      <div class="card"><${Loading} lines=${8} /></div>`;
  return html` <${PageHead} title=${t("nav.live")} text=${t("live.text")}
      >${may("queues.read") && html`<a class="button" href="/wallboard"><${Icon} name="wall" />${t("nav.wallboard")}</a>`}<//
    >
    <${Figures} />
    <div class="livegrid">
      <${Calls} />
      <div class="stack">${may("queues.read") && html`<${QueuesPanel} />`} ${may("agents.read") && html`<${AgentsBoard} />`}</div>
    </div>`;
}
