// The history: looking for calls; and one call, by its address.
import { html, useEffect, useState } from "../html.js";
import { t, word } from "../i18n.js";
import { day, length, number, time } from "../format.js";
import { get } from "../api.js";
import { now } from "../clock.js";
import { parts, query, setQuery } from "../router.js";
import { stateOf } from "../live/model.js";
import { queues, ended } from "../live/store.js";
import { Card, Empty, Failed, Field, Loading, PageHead } from "../ui/basics.js";
import { Icon } from "../ui/icon.js";
import { tell, tellError } from "../ui/toast.js";
import { Chip, Direction, Person, calleeOf, callerOf } from "../ui/words.js";
import { RANGES, asked } from "./calls/filter.js";
import { head, row, save } from "./calls/csv.js";
import { CallPage } from "./call.js";

const PAGE = 50;
/** What a browser saves at once; longer lists are for the reports. */
const MOST = 20_000;

function Select({ name, choices, area }) {
  return html`<${Field} name=${name} label=${t(`filter.${name}`)}
    >${(props) =>
      html`<select ...${props} value=${query.value[name] ?? ""} onChange=${(event) => setQuery({ [name]: event.target.value })}>
        <option value="">${t("filter.any")}</option>
        ${choices.map((value) => html`<option key=${value} value=${value}>${area ? word(area, value) : value}</option>`)}
      </select>`}<//
  >`;
}

const DIRECTIONS = ["inbound", "outbound", "internal", "unknown"];
const DISPOSITIONS = [
  "answered",
  "no_answer",
  "busy",
  "failed",
  "congestion",
  "cancelled",
  "abandoned",
  "blocked",
  "application",
];

function Filters() {
  const asks = query.value;
  const [text, setText] = useState(asks.text ?? "");
  useEffect(() => {
    // What is being typed is asked for when the hand rests.
    const rest = setTimeout(() => setQuery({ text: text.trim() }), 300);
    return () => clearTimeout(rest);
  }, [text]);
  return html`<form class="filters" role="search" onSubmit=${(event) => event.preventDefault()}>
    <div class="field">
      <label for="field-text">${t("filter.text")}</label>
      <div class="search">
        <${Icon} name="search" /><input
          id="field-text"
          class="input"
          type="search"
          value=${text}
          placeholder=${t("filter.text.hint")}
          onInput=${(event) => setText(event.target.value)}
        />
      </div>
    </div>
    <${Field} name="range" label=${t("filter.range")}
      >${(props) =>
        html`<select
          ...${props}
          value=${asks.range ?? "week"}
          onChange=${(event) => setQuery({ range: event.target.value === "week" ? "" : event.target.value })}
        >
          ${RANGES.map((name) => html`<option key=${name} value=${name}>${t(`range.${name}`)}</option>`)}
        </select>`}<//
    >
    ${asks.range === "custom" && ["from", "to"].map((name) => html`<${Field} key=${name} name=${name} label=${t(`filter.${name}`)}>${(props) => html`<input ...${props} type="date" value=${asks[name] ?? ""} onChange=${(event) => setQuery({ [name]: event.target.value })} />`}<//>`)}
    <${Select} name="direction" area="direction" choices=${DIRECTIONS} />
    <${Select} name="disposition" area="disposition" choices=${DISPOSITIONS} />
    <${Select} name="queue" choices=${[...new Set([...queues.value.map((queue) => queue.queue), asks.queue].filter(Boolean))]} />
    <${Field} name="agent" label=${t("filter.agent")}
      >${(props) => html`<input ...${props} value=${asks.agent ?? ""} onChange=${(event) => setQuery({ agent: event.target.value.trim() })} />`}<//
    >
  </form>`;
}

/** What happened on the way, as small signs. */
function Marks({ call }) {
  const marks = [
    call.transfers.length > 0 && ["transfer", t("mark.transfer", { count: call.transfers.length })],
    call.parks.length > 0 && ["park", t("mark.park")],
    call.holds.length > 0 && ["hold", t("mark.hold")],
    call.recordings.length > 0 && ["record", t("mark.recording")],
    call.voicemail && ["note", t("mark.voicemail")],
  ].filter(Boolean);
  return html`<span class="marks"
    >${marks.map(([icon, text]) => html`<span key=${icon} title=${text}><${Icon} name=${icon} label=${text} /></span>`)}</span
  >`;
}

function Row({ call }) {
  const to = `/calls/${encodeURIComponent(call.id)}`;
  return html`<tr>
    <td class="nowrap when">
      <a class="cell" href=${to}><span>${time(call.started_at)}</span><span class="soft small">${day(call.started_at)}</span></a>
    </td>
    <td class="off"><${Direction} value=${call.direction} /></td>
    <td class="wide">
      <div class="pair">
        <a class="cell" href=${to} tabindex="-1"><${Person} who=${callerOf(call)} /></a><${Icon} name="next" /><${Person}
          who=${calleeOf(call)}
        />
      </div>
    </td>
    <td>
      ${call.disposition ? html`<${Chip} area="disposition" value=${call.disposition} />` : html`<${Chip} area="call" value=${stateOf(call)} />`}
    </td>
    <td class="off">${call.queue}</td>
    <td class="num off soft">${call.wait_ms ? length(call.wait_ms) : "–"}</td>
    <td class=${`num end${call.talk_ms ? "" : " off"}`}>${call.talk_ms ? length(call.talk_ms) : "–"}</td>
    <td class="off"><${Marks} call=${call} /></td>
  </tr>`;
}

/** The pages of a list that were asked for so far. */
function usePages(asks) {
  const key = JSON.stringify(asks);
  const [state, setState] = useState({ items: [], cursor: null, total: null, error: null, loading: true });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setState((old) => ({ ...old, loading: true }));
    get("/api/calls", { ...asks, limit: PAGE, sort: "-started_at" }, { signal: abort.signal }).then(
      (page) => setState({ items: page.items, cursor: page.next_cursor, total: page.total, error: null, loading: false }),
      (error) => error.name !== "AbortError" && setState({ items: [], cursor: null, total: null, error, loading: false }),
    );
    return () => abort.abort();
  }, [key, round]);
  const more = async () => {
    setState((old) => ({ ...old, loading: true }));
    try {
      const page = await get("/api/calls", { ...asks, limit: PAGE, sort: "-started_at", cursor: state.cursor });
      setState((old) => ({ ...old, items: [...old.items, ...page.items], cursor: page.next_cursor, loading: false }));
    } catch (error) {
      tellError(error);
      setState((old) => ({ ...old, loading: false }));
    }
  };
  return { ...state, more, again: () => setRound(round + 1) };
}

function Export({ asks, disabled }) {
  const [got, setGot] = useState(null);
  const run = async () => {
    const lines = [head()];
    let cursor = null;
    setGot(0);
    try {
      do {
        const page = await get("/api/calls", { ...asks, limit: 500, sort: "-started_at", cursor });
        lines.push(...page.items.map(row));
        cursor = page.next_cursor;
        setGot(lines.length - 1);
      } while (cursor && lines.length <= MOST);
      save(`calls-${new Date().toISOString().slice(0, 10)}.csv`, lines, "text/csv;charset=utf-8");
      tell(
        cursor ? t("export.cut", { count: number(lines.length - 1) }) : t("export.done", { count: lines.length - 1 }),
        cursor ? "amber" : "green",
      );
    } catch (error) {
      tellError(error);
    }
    setGot(null);
  };
  return html`<button class="button" disabled=${disabled || got !== null} onClick=${run}>
    <${Icon} name="download" />${got === null ? t("export.button") : t("export.busy", { count: number(got) })}
  </button>`;
}

function List() {
  // The minute is enough: a question that changes with each second would be asked anew with each.
  const asks = asked(query.value, Math.floor(now() / 60_000) * 60_000);
  const { items, cursor, total, error, loading, more, again } = usePages(asks);
  const [seen] = useState(() => ended.peek());
  const fresh = ended.value - seen;
  const filtered = Object.keys(query.value).length > 0;
  return html` <${PageHead} title=${t("nav.calls")} text=${t("calls.text")}
      ><${Export} asks=${asks} disabled=${!items.length}
    /><//>
    <section class="card">
      <div class="card-body filterbody"><${Filters} /></div>
    </section>
    <${Card}
      flush
      title=${total === null ? t("calls.many") : t("calls.count", { count: total, shown: number(total) })}
      aside=${fresh > 0 && !loading && html`<button class="button tiny plain" onClick=${again}>${t("calls.fresh")}</button>`}
    >
      ${
        error
          ? html`<${Failed} error=${error} again=${again} />`
          : loading && !items.length
            ? html`<${Loading} lines=${10} />`
            : !items.length
              ? html`<${Empty}
                  icon="search"
                  title=${t(filtered ? "calls.nomatch" : "calls.none")}
                  text=${t(filtered ? "calls.nomatch.text" : "calls.none.text")}
                />`
              : html`<div class="tablewrap">
                    <table class="table cards history" aria-busy=${String(loading)}>
                      <caption class="sr">
                        ${t("nav.calls")}
                      </caption>
                      <thead>
                        <tr>
                          <th>${t("column.started")}</th>
                          <th><span class="sr">${t("column.direction")}</span></th>
                          <th>${t("column.parties")}</th>
                          <th>${t("column.disposition")}</th>
                          <th>${t("column.queue")}</th>
                          <th class="num">${t("column.wait")}</th>
                          <th class="num">${t("column.talk")}</th>
                          <th><span class="sr">${t("column.marks")}</span></th>
                        </tr>
                      </thead>
                      <tbody>
                        ${items.map((call) => html`<${Row} key=${call.id} call=${call} />`)}
                      </tbody>
                    </table>
                  </div>
                  ${cursor && html`<div class="more"><button class="button" disabled=${loading} onClick=${more}>${t("more")}</button></div>`}`
      }
    <//>`;
}

export function Page() {
  const id = parts.value[1];
  return id ? html`<${CallPage} key=${id} id=${id} />` : html`<${List} />`;
}
