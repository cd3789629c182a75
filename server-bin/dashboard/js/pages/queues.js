// Queues as they stand and as they did today; and one queue, by its address.
import { html } from "../html.js";
import { t } from "../i18n.js";
import { percent, seconds } from "../format.js";
import { Timer } from "../clock.js";
import { parts } from "../router.js";
import { queues, ready } from "../live/store.js";
import { Card, Empty, Loading, PageHead } from "../ui/basics.js";
import { CallChart } from "../ui/callchart.js";
import { freeIn, levelsOf } from "./live/queues.js";
import { QueuePage } from "./queue.js";

export const levelTone = (level) =>
  level === null || level === undefined ? undefined : level >= 80 ? "green" : level >= 60 ? "amber" : "red";

function Row({ queue }) {
  const { metrics } = queue;
  const level = metrics?.service_level_offered ?? null;
  return html`<tr>
    <td>
      <a class="cell" href=${`/queues/${encodeURIComponent(queue.queue)}`}
        ><span class="person"
          ><span class="strong">${queue.label}</span
          >${queue.label !== queue.queue && html`<span class="soft small">${queue.queue}</span>`}</span
        ></a
      >
    </td>
    <td class="num"><span class="badge" data-tone=${queue.waiting ? "amber" : undefined}>${queue.waiting}</span></td>
    <td class="num" data-label=${t("queue.longest.short")}>
      ${queue.waiting && queue.waiting_since ? html`<${Timer} since=${queue.waiting_since} levels=${levelsOf(queue)} />` : html`<span class="soft">–</span>`}
    </td>
    <td class="num" data-label=${t("nav.agents")}>${freeIn(queue)}<span class="soft"> / ${queue.members.length}</span></td>
    <td class="num" data-label=${t("queue.level.short")}>
      <span class="tonal" data-tone=${levelTone(level)}>${percent(level)}</span>
    </td>
    <td class="num" data-label=${t("wall.answered")}>${metrics?.answered ?? "–"}</td>
    <td class="num" data-label=${t("wall.abandoned")}>${metrics?.abandoned ?? "–"}</td>
    <td class="num off">${seconds(metrics?.asa_s)}</td>
    <td class="num off">${seconds(metrics?.att_s)}</td>
    <td class="num off">${seconds(metrics?.longest_wait_s)}</td>
  </tr>`;
}

function List() {
  const shown = [...queues.value].sort((a, b) => a.label.localeCompare(b.label, undefined, { numeric: true }));
  const columns = [
    ["queue.waiting"],
    ["tile.longest"],
    ["queue.free.short"],
    ["queue.level.short", "queue.level.text"],
    ["wall.answered"],
    ["wall.abandoned"],
    ["queue.asa", "queue.asa.text"],
    ["queue.att", "queue.att.text"],
    ["queue.longest.today"],
  ];
  return html` <${PageHead} title=${t("nav.queues")} text=${t("queues.text")} />
    <${Card} flush title=${t("queues.today")}>
      ${
        !ready.value
          ? html`<${Loading} />`
          : shown.length
            ? html`<div class="tablewrap">
                <table class="table cards queuetable">
                  <caption class="sr">
                    ${t("nav.queues")}
                  </caption>
                  <thead>
                    <tr>
                      <th>${t("column.queue")}</th>
                      ${columns.map(([key, text]) => html`<th key=${key} class="num" title=${text && t(text)}>${t(key)}</th>`)}
                    </tr>
                  </thead>
                  <tbody>
                    ${shown.map((queue) => html`<${Row} key=${`${queue.pbx} ${queue.queue}`} queue=${queue} />`)}
                  </tbody>
                </table>
              </div>`
            : html`<${Empty} icon="queues" title=${t("queues.none")} text=${t("queues.none.text")} />`
      }
    <//>
    <${CallChart} title=${t("chart.inbound")} filter=${{ direction: "inbound" }} />`;
}

export function Page() {
  const name = parts.value[1];
  return name ? html`<${QueuePage} key=${name} name=${name} />` : html`<${List} />`;
}
