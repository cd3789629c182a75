// Who waits where, and how long already.
import { html } from "../../html.js";
import { t } from "../../i18n.js";
import { percent } from "../../format.js";
import { Timer } from "../../clock.js";
import { queues } from "../../live/store.js";
import { Card, Empty } from "../../ui/basics.js";

/** A wait is late at the queue's threshold, and far too long at three times that. */
export const levelsOf = (queue) => [
  [queue.threshold_s * 1_000, "late"],
  [queue.threshold_s * 3_000, "over"],
];

/** How many members could take a call. */
export const freeIn = (queue) =>
  queue.members.filter((member) => !member.paused && !member.in_call && member.state === "not_in_use").length;

function Line({ queue }) {
  return html`<li class="queueline" data-busy=${queue.waiting ? "" : undefined}>
    <a class="cell grow" href=${`/queues/${encodeURIComponent(queue.queue)}`}
      ><span class="clip strong">${queue.label}</span
      ><span class="soft small">${t("queue.free", { free: freeIn(queue), all: queue.members.length })}</span></a
    >
    <span class="queuefigure"
      ><span class="soft small">${t("queue.level.short")}</span
      ><span>${percent(queue.metrics?.service_level_offered ?? null)}</span></span
    >
    <span class="queuefigure"
      ><span class="soft small">${t("queue.longest.short")}</span
      >${queue.waiting && queue.waiting_since ? html`<${Timer} since=${queue.waiting_since} levels=${levelsOf(queue)} label=${t("tile.longest")} />` : html`<span class="soft">–</span>`}</span
    >
    <span
      class="waiting"
      data-tone=${queue.waiting ? "amber" : "grey"}
      aria-label=${t("queue.waiting.count", { count: queue.waiting })}
      >${queue.waiting}</span
    >
  </li>`;
}

/** A queue that somebody waits in comes first. */
const byNeed = (a, b) =>
  Number(b.waiting > 0) - Number(a.waiting > 0) ||
  (a.waiting_since ?? "").localeCompare(b.waiting_since ?? "") ||
  a.label.localeCompare(b.label);

export function QueuesPanel() {
  const shown = [...queues.value].sort(byNeed);
  return html`<${Card} flush title=${t("nav.queues")} aside=${html`<span class="soft small">${t("queue.waiting")}</span>`}>
    ${
      shown.length
        ? html`<ul class="queuelines">
            ${shown.map((queue) => html`<${Line} key=${`${queue.pbx} ${queue.queue}`} queue=${queue} />`)}
          </ul>`
        : html`<${Empty} icon="queues" title=${t("queues.none")} text=${t("queues.none.text")} />`
    }
  <//>`;
}
