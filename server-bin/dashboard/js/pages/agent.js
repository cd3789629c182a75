// One agent: the day in states, the calls, the queues.
import { html, useMemo } from "../html.js";
import { t, word } from "../i18n.js";
import { brief, clock, hourMinute, length, number, percent, seconds } from "../format.js";
import { get, part } from "../api.js";
import { Timer, now } from "../clock.js";
import { pauseAgent } from "../actions.js";
import { may } from "../session.js";
import { all, ended, ready } from "../live/store.js";
import { Card, Empty, Failed, Loading, PageHead, Tile } from "../ui/basics.js";
import { CallChart } from "../ui/callchart.js";
import { Icon } from "../ui/icon.js";
import { useLoad } from "../ui/load.js";
import { AGENT_STATES, tone } from "../ui/words.js";
import { dayStart } from "./calls/filter.js";

const HOUR = 3_600_000;

/** The day as a strip: each state in its colour. */
function Day({ items, from, to }) {
  const span = to - from;
  const shown = items
    .map((item) => ({ ...item, a: Math.max(Date.parse(item.from), from), b: Math.min(item.to ? Date.parse(item.to) : to, to) }))
    .filter((item) => item.b > item.a);
  const sums = new Map();
  for (const item of shown.filter((item) => item.state !== "offline"))
    sums.set(item.state, (sums.get(item.state) ?? 0) + item.b - item.a);
  const every = span < HOUR ? HOUR / 6 : Math.max(1, Math.ceil(span / HOUR / 8)) * HOUR;
  const hours = Array.from({ length: Math.floor(span / every) + 1 }, (_, n) => from + n * every);
  return html`<div class="stack tight">
    <svg
      class="daystrip"
      viewBox="0 0 1000 40"
      preserveAspectRatio="none"
      role="img"
      aria-label=${[...sums].map(([state, ms]) => `${word("agent", state)} ${clock(ms)}`).join(", ")}
    >
      <rect width="1000" height="40" class="ground" />
      ${shown.filter((item) => item.state !== "offline").map((item, n) => html`<rect key=${n} data-tone=${tone("agent", item.state)} x=${((item.a - from) / span) * 1000} width=${Math.max(1, ((item.b - item.a) / span) * 1000)} height="40"><title>${word("agent", item.state)}${item.reason ? `: ${item.reason}` : ""} · ${hourMinute(item.a)} · ${brief(item.b - item.a)}</title></rect>`)}
    </svg>
    <div class="dayhours soft small" aria-hidden="true">
      ${hours.map((at) => html`<span key=${at} style=${{ left: `${((at - from) / span) * 100}%` }}>${hourMinute(at)}</span>`)}
    </div>
    <div class="legend">
      ${AGENT_STATES.filter((state) => sums.has(state)).map((state) => html`<span key=${state} data-tone=${tone("agent", state)}><i></i>${word("agent", state)} <b>${clock(sums.get(state))}</b></span>`)}
    </div>
  </div>`;
}

async function intervals(name, pbx, from, signal) {
  const items = [];
  let cursor = null;
  do {
    const page = await get(
      `/api/agent/${part(name)}/intervals`,
      { pbx, from: new Date(from).toISOString(), limit: 500, cursor },
      { signal },
    );
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor && items.length < 5_000);
  return items;
}

export function AgentPage({ name }) {
  const agent = all("agents").find((agent) => agent.agent === name);
  const from = dayStart(now()).getTime();
  const known = useLoad(
    (signal) => get(`/api/agent/${part(name)}`, { pbx: agent?.pbx }, { signal }),
    [name, agent?.pbx, Math.floor(ended.value / 5)],
  );
  const day = useLoad((signal) => intervals(name, agent?.pbx, from, signal), [name, agent?.pbx, agent?.state]);
  // The strip begins where the day's work did.
  const begin = useMemo(() => {
    const first = day.value
      ?.filter((item) => item.state !== "offline")
      .map((item) => Date.parse(item.from))
      .sort((a, b) => a - b)[0];
    const unit = first && now() - first < HOUR ? HOUR / 6 : HOUR;
    return Math.max(from, Math.floor((first ?? from) / unit) * unit);
  }, [day.value, from]);
  if (!ready.value) return html`<div class="card"><${Loading} lines=${8} /></div>`;
  if (known.error && !agent) return html`<div class="card"><${Failed} whole error=${known.error} again=${known.again} /></div>`;
  const shown = { ...known.value, ...agent };
  const today = known.value?.today;
  const title = shown.name ?? name;
  return html` <${PageHead}
      title=${title}
      text=${[shown.agent !== title && shown.agent, shown.number && shown.number !== shown.agent && shown.number, shown.pbx].filter(Boolean).join(" · ")}
    >
      ${may("agents.pause") && shown.state && shown.state !== "offline" && html`<button class="button" onClick=${() => pauseAgent(shown)}><${Icon} name=${shown.state === "paused" ? "play" : "pause"} />${t(shown.state === "paused" ? "unpause.button" : "pause.button")}</button>`}<a
        class="button"
        href=${`/calls?agent=${part(name)}`}
        ><${Icon} name="calls" />${t("nav.calls")}</a
      ><//
    >
    <dl class="tiles">
      <${Tile} name=${t("column.state")} note=${shown.reason ?? shown.queue}
        ><span class="stateword" data-tone=${tone("agent", shown.state)}>${word("agent", shown.state ?? "offline")}</span><//
      >
      <${Tile} name=${t("agent.since")}>${shown.since ? html`<${Timer} since=${shown.since} />` : "–"}<//>
      <${Tile}
        name=${t("agent.handled")}
        note=${today && t("agent.handled.note", { queue: today.handled_queue, direct: today.handled_direct })}
        >${number(today?.handled)}<//
      >
      <${Tile}
        name=${t("agent.missed")}
        tone=${today?.missed ? "red" : undefined}
        note=${today && t("agent.rna", { count: today.rna })}
        >${number(today?.missed)}<//
      >
      <${Tile} name=${t("agent.att")} note=${t("agent.aht", { aht: seconds(today?.aht_s) })}>${seconds(today?.att_s)}<//>
      <${Tile} name=${t("agent.occupancy")} note=${t("agent.loggedin", { length: length(today?.logged_in_ms) })}
        >${percent(today?.occupancy)}<//
      >
    </dl>
    <${Card} title=${t("agent.day")}
      >${day.error ? html`<${Failed} error=${day.error} again=${day.again} />` : !day.value ? html`<${Loading} lines=${2} />` : day.value.length ? html`<${Day} items=${day.value} from=${begin} to=${now()} />` : html`<${Empty} icon="clock" title=${t("agent.noday")} />`}<//
    >
    <${CallChart} filter=${{ agent: name }} />
    <${Card} title=${t("nav.queues")}
      >${shown.queues?.length ? html`<div class="tags">${shown.queues.map((queue) => html`<a class="tag" key=${queue} href=${`/queues/${part(queue)}`}>${queue}</a>`)}</div>` : html`<p class="soft">${t("agent.noqueues")}</p>`}<//
    >`;
}
