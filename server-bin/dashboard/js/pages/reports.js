// Reports: periods in rows, as a table, as a file. Where the server has no reports, its statistics of calls.
import { html, useMemo } from "../html.js";
import { has, t, word } from "../i18n.js";
import { clock, date, hourMinute, moment, number, percent, phone } from "../format.js";
import { get, withQuery } from "../api.js";
import { now } from "../clock.js";
import { query, setQuery } from "../router.js";
import { session } from "../session.js";
import { queues } from "../live/store.js";
import { Card, Empty, Failed, Field, Loading, PageHead, Segments } from "../ui/basics.js";
import { Chart } from "../ui/chart.js";
import { Icon } from "../ui/icon.js";
import { useLoad } from "../ui/load.js";
import { dayStart, rangeOf } from "./calls/filter.js";
import { cell, save } from "./calls/csv.js";

const KINDS = ["calls", "queues", "agents", "distribution", "abandoned"];
const GRAINS = ["hour", "day", "week", "month"];
/** All calls together would tell of others' calls: who sees a part of them asks for queues or agents. */
const per = () =>
  session.value.user.role === "administrator" ? ["", "direction", "disposition", "queue", "agent", "did"] : ["queue", "agent"];

/** Which columns a page has room for; the file has all. */
const COLUMNS = {
  calls: ["calls", "answered", "wait_ms", "talk_ms", "hold_ms", "duration_ms"],
  queues: ["visits", "answered", "abandoned", "service_level_offered", "abandon_rate", "asa_s", "att_s", "longest_wait_s"],
  agents: ["handled", "made", "missed", "logged_in_ms", "paused_ms", "att_s", "aht_s", "occupancy"],
  distribution: null,
  abandoned: ["started_at", "number", "queue", "wait_ms", "call_back", "settled_at"],
};
const NAMES = { calls: "name", queues: "queue", agents: "agent" };

/** A value by the unit that its name says. */
function shown(name, value) {
  if (value === null || value === undefined) return "–";
  if (name === "call_back") return word("callback", value);
  if (name === "measure") return word("measure", value);
  if (name === "number") return phone(value);
  if (name.endsWith("_at")) return moment(value);
  if (name.endsWith("_ms")) return clock(value);
  if (name.endsWith("_s")) return clock(value * 1000);
  if (/level|rate|occupancy|utilisation|share|percent/.test(name)) return percent(value, 1);
  return typeof value === "number" ? number(value) : String(value);
}

/** A value of a row; the time of a call leads to the call. */
function Value({ name, row }) {
  const text = shown(name, row[name]);
  return name === "started_at" && row.call ? html`<a href=${`/calls/${encodeURIComponent(row.call)}`}>${text}</a>` : text;
}

const columnName = (name) => (has(`report.column.${name}`) ? t(`report.column.${name}`) : name.replaceAll("_", " "));

/** Whose row it is: a value of the API in words, a person by name. */
function nameOf(asks, row) {
  if (asks.kind === "agents") return row.name ?? row.agent ?? "–";
  const name = row[NAMES[asks.kind]];
  if (!name) return "–";
  return ["direction", "disposition"].includes(asks.per) ? word(asks.per, name) : name;
}

/** What the address asks for. */
function asked() {
  const { kind = "calls", range = "week", by = "day", per: wanted = "", queue = "" } = query.value;
  const allowed = per();
  return { kind, range, by, per: allowed.includes(wanted) ? wanted : allowed[0], queue };
}

const zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The parameters of `/api/reports/{kind}`. */
function parameters({ kind, range, by, per, queue }) {
  const at = Math.floor(now() / 60_000) * 60_000;
  const { from, to } = rangeOf(range, query.value, at);
  const whole = { from: from ?? dayStart(at, -29).toISOString(), to: to ?? dayStart(at, 1).toISOString(), zone: zone() };
  if (kind === "abandoned") return { ...whole, queue, limit: 500 };
  if (kind === "calls") return { ...whole, by, per, queue };
  return kind === "agents" ? { ...whole, by } : { ...whole, by, queue };
}

/** The server's statistics, in the form of a report: all that a server without reports has. */
async function statistics(asks, signal) {
  const page = await get(
    "/api/calls/statistics",
    {
      from: asks.from,
      to: asks.to,
      by: asks.by === "hour" ? "hour" : "day",
      offset_minutes: -new Date().getTimezoneOffset(),
      queue: asks.queue,
    },
    { signal },
  );
  return { items: page.items, totals: null, plain: true };
}

async function read(asks, kind, signal) {
  try {
    return await get(`/api/reports/${kind}`, asks, { signal });
  } catch (error) {
    if (error.status !== 404) throw error;
    if (kind === "calls") return statistics(asks, signal);
    throw error;
  }
}

function Filters({ asks }) {
  const choose = (name) => (event) => setQuery({ [name]: event.target.value });
  const select = (name, choices, text) =>
    html`<${Field} name=${name} label=${t(`report.${name}`)}
      >${(props) =>
        html`<select ...${props} value=${asks[name]} onChange=${choose(name)}>
          ${choices.map((value) => html`<option key=${value} value=${value}>${text(value)}</option>`)}
        </select>`}<//
    >`;
  return html`<div class="filters reportfilters">
    ${select("range", ["today", "yesterday", "week", "month", "custom"], (value) => t(`range.${value}`))}
    ${asks.range === "custom" && ["from", "to"].map((name) => html`<${Field} key=${name} name=${name} label=${t(`filter.${name}`)}>${(props) => html`<input ...${props} type="date" value=${query.value[name] ?? ""} onChange=${choose(name)} />`}<//>`)}
    ${asks.kind !== "abandoned" && select("by", GRAINS, (value) => t(`report.by.${value}`))}
    ${asks.kind === "calls" && select("per", per(), (value) => t(`report.per.${value || "all"}`))}
    ${asks.kind !== "agents" && select("queue", ["", ...queues.value.map((queue) => queue.queue)], (value) => value || t("filter.any"))}
  </div>`;
}

/** The chart of a report of calls without groups. */
function Overview({ items, by }) {
  const times = useMemo(() => items.map((row) => Date.parse(row.from)), [items]);
  const series = useMemo(
    () => [
      { name: t("chart.answered"), tone: "green", values: items.map((row) => row.answered) },
      { name: t("chart.notanswered"), tone: "red", values: items.map((row) => row.calls - row.answered) },
    ],
    [items],
  );
  return html`<${Chart} times=${times} series=${series} by=${by === "hour" ? "hour" : "day"} label=${t("chart.calls")} />`;
}

function Table({ report, asks }) {
  const named = NAMES[asks.kind];
  const first = report.items[0];
  const columns = (
    COLUMNS[asks.kind] ??
    Object.keys(first).filter((name) => !["from", "to", "local_from", "revised_at", "tenant", "pbx"].includes(name))
  ).filter((name) => name in first);
  const grouped = named && report.items.some((row) => row[named]);
  const period = (row) => (asks.by === "hour" ? `${date(row.from)}, ${hourMinute(row.from)}` : date(row.from));
  return html`<div class="tablewrap">
      <table class="table reporttable">
        <caption class="sr">
          ${t(`report.kind.${asks.kind}`)}
        </caption>
        <thead>
          <tr>
            ${asks.kind !== "abandoned" && html`<th>${t("report.period")}</th>`}${grouped && html`<th>${t("report.name")}</th>`}${columns.map((name) => html`<th key=${name} class="num">${columnName(name)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${report.items.slice(0, 500).map(
            (row, n) =>
              html`<tr key=${n}>
                ${asks.kind !== "abandoned" && html`<td class="nowrap">${period(row)}</td>`}${grouped && html`<td>${nameOf(asks, row)}</td>`}${columns.map((name) => html`<td key=${name} class="num"><${Value} name=${name} row=${row} /></td>`)}
              </tr>`,
          )}
        </tbody>
        ${
          report.totals &&
          html`<tfoot>
            <tr>
              ${html`<th>${t("report.total")}</th>`}${grouped && html`<th></th>`}${columns.map((name) => html`<th key=${name} class="num">${shown(name, report.totals[name])}</th>`)}
            </tr>
          </tfoot>`
        }
      </table>
    </div>
    ${report.items.length > 500 && html`<p class="more soft">${t("report.cut", { shown: 500, count: number(report.items.length) })}</p>`}`;
}

/** Statistics are saved as they are shown; reports come as files from the server. */
function saveStatistics(items) {
  const names = ["from", "calls", "answered", "wait_ms", "talk_ms", "hold_ms", "duration_ms"];
  const line = (cells) => `${cells.map(cell).join(",")}\r\n`;
  save(
    `calls-${new Date().toISOString().slice(0, 10)}.csv`,
    [line(names), ...items.map((row) => line(names.map((name) => row[name])))],
    "text/csv;charset=utf-8",
  );
}

export function Page() {
  const asks = asked();
  const sent = parameters(asks);
  const { value, error, loading, again } = useLoad(
    (signal) => read(sent, asks.kind, signal).then((report) => ({ ...report, kind: asks.kind })),
    [asks.kind, JSON.stringify(sent)],
  );
  // The rows of another report have other columns.
  const report = value?.kind === asks.kind ? value : null;
  const file = (format) => withQuery(`/api/reports/${asks.kind}`, { ...sent, limit: null, format });
  const chartable = report && asks.kind === "calls" && !asks.per && report.items.length > 1;
  return html` <${PageHead} title=${t("nav.reports")} text=${t("reports.text")}>
      ${report && !report.plain && report.items.length > 0 && html`<a class="button" href=${file("csv")} download><${Icon} name="download" />CSV</a><a class="button" href=${file("xlsx")} download><${Icon} name="download" />Excel</a>`}
      ${report?.plain && report.items.length > 0 && html`<button class="button" onClick=${() => saveStatistics(report.items)}><${Icon} name="download" />CSV</button>`}
    <//>
    <${Segments}
      label=${t("report.kind")}
      value=${asks.kind}
      onChoose=${(kind) => setQuery({ kind, per: "" })}
      choices=${KINDS.map((kind) => [kind, t(`report.kind.${kind}`)])}
    />
    <section class="card">
      <div class="card-body filterbody"><${Filters} asks=${asks} /></div>
    </section>
    ${report?.restated?.rows > 0 && html`<div class="notice" data-tone="amber"><${Icon} name="info" />${t("report.restated", { count: report.restated.rows })}</div>`}
    ${chartable && html`<${Card} title=${t("chart.calls")}><${Overview} items=${report.items} by=${asks.by} /><//>`}
    <${Card} flush label=${t(`report.kind.${asks.kind}`)}>
      ${
        error
          ? error.status === 404
            ? html`<${Empty} icon="reports" title=${t("report.noroute")} text=${t("report.noroute.text")} />`
            : html`<${Failed} error=${error} again=${again} />`
          : !report || (loading && !report)
            ? html`<${Loading} lines=${8} />`
            : report.items.length
              ? html`<${Table} report=${report} asks=${asks} />`
              : html`<${Empty} icon="reports" title=${t("report.empty")} text=${t("report.empty.text")} />`
      }
    <//>`;
}
