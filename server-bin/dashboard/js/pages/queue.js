// One queue: who waits, who serves, how the day went.
import { html } from "../html.js";
import { t, word } from "../i18n.js";
import { number, percent, seconds } from "../format.js";
import { get, ifMatch, part, post, put } from "../api.js";
import { Timer } from "../clock.js";
import { may } from "../session.js";
import { all, askFigures, queues, ready } from "../live/store.js";
import { Card, Empty, Failed, Field, Loading, PageHead, Tile } from "../ui/basics.js";
import { CallChart } from "../ui/callchart.js";
import { confirm } from "../ui/dialog.js";
import { Icon } from "../ui/icon.js";
import { tell, tellError } from "../ui/toast.js";
import { Chip, Person, callerOf } from "../ui/words.js";
import { freeIn, levelsOf } from "./live/queues.js";

const levelTone = (level) =>
  level === null || level === undefined ? undefined : level >= 80 ? "green" : level >= 60 ? "amber" : "red";

function Waiting({ queue }) {
  const waiting = all("calls")
    .map((call) => ({ call, visit: call.queue_visits.find((visit) => visit.queue === queue.queue && !visit.left_at) }))
    .filter(({ visit }) => visit)
    .sort((a, b) => (a.visit.joined_at < b.visit.joined_at ? -1 : 1));
  return html`<${Card}
    flush
    title=${t("queue.waiting.now")}
    aside=${html`<span class="badge" data-tone=${waiting.length ? "amber" : undefined}>${waiting.length}</span>`}
  >
    ${
      waiting.length
        ? html`<ul class="queuelines">
            ${waiting.map(
              ({ call, visit }, n) =>
                html`<li class="queueline" key=${call.id}>
                  <span class="face" data-tone="grey">${n + 1}</span
                  ><a class="cell grow" href=${`/calls/${part(call.id)}`}><${Person} who=${callerOf(call)} /></a
                  ><${Timer} since=${visit.joined_at} levels=${levelsOf(queue)} />
                </li>`,
            )}
          </ul>`
        : html`<${Empty} icon="check" tone="green" title=${t("queue.nobody")} text=${t("queue.nobody.text")} />`
    }
  <//>`;
}

function memberState(member) {
  if (member.paused) return html`<${Chip} area="agent" value="paused" text=${member.reason || undefined} />`;
  return html`<${Chip} area="device" value=${member.in_call ? "in_use" : (member.state ?? "unknown")} />`;
}

function Members({ queue }) {
  const path = `/api/queue/${part(queue.queue)}/members`;
  const add = () =>
    confirm(
      t("member.add"),
      {
        button: t("add"),
        children: html`<${Field} name="agent" label=${t("member.agent")} hint=${t("member.agent.hint")}
            >${(props) => html`<input ...${props} required autofocus />`}<//
          ><${Field} name="penalty" label=${t("member.penalty")} hint=${t("member.penalty.hint")}
            >${(props) => html`<input ...${props} type="number" min="0" max="100" defaultValue="0" />`}<//
          >`,
      },
      async ({ agent, penalty }) => {
        await post(`${path}?pbx=${part(queue.pbx)}`, { agent, penalty: Number(penalty) || 0 });
        tell(t("member.added", { agent }));
      },
    );
  return html`<${Card}
    flush
    title=${t("queue.members")}
    aside=${may("queues.members") && html`<button class="button tiny" onClick=${add}><${Icon} name="plus" />${t("member.add")}</button>`}
  >
    ${
      queue.members.length
        ? html`<ul class="queuelines">
            ${queue.members.map(
              (member) =>
                html`<li class="queueline" key=${member.interface}>
                  <a class="cell grow" href=${`/agents/${part(member.member)}`}
                    ><span class="clip strong">${member.name ?? member.member}</span
                    ><span class="clip soft small"
                      >${member.interface}${member.penalty ? ` · ${t("member.penalty.short", { penalty: member.penalty })}` : ""}</span
                    ></a
                  >${memberState(member)}
                </li>`,
            )}
          </ul>`
        : html`<${Empty} icon="agents" title=${t("queue.nomembers")} text=${t("queue.nomembers.text")} />`
    }
  <//>`;
}

/** What somebody configured of it: its name, its threshold. */
async function configure(queue) {
  const path = `/api/queue/${part(queue.queue)}?pbx=${part(queue.pbx)}`;
  let known;
  try {
    known = await get(path);
  } catch (error) {
    tellError(error);
    return;
  }
  const children = html` <${Field} name="name" label=${t("queue.name")}
      >${(props) => html`<input ...${props} defaultValue=${known.name ?? ""} maxlength="80" autofocus />`}<//
    >
    <${Field} name="threshold_s" label=${t("queue.threshold")} hint=${t("queue.threshold.hint")}
      >${(props) => html`<input ...${props} type="number" min="1" max="3600" defaultValue=${known.threshold_s ?? ""} placeholder="20" />`}<//
    >
    <${Field} name="notes" label=${t("note")}
      >${(props) => html`<textarea ...${props} maxlength="500" defaultValue=${known.notes ?? ""}></textarea>`}<//
    >`;
  confirm(t("queue.configure"), { button: t("save"), children }, async ({ name, threshold_s, notes }) => {
    const fields = {
      name: name || null,
      threshold_s: threshold_s ? Number(threshold_s) : null,
      notes: notes || null,
      strategy: known.strategy,
    };
    if (known.version === null) await post("/api/queue", { ...fields, queue: queue.queue, pbx: queue.pbx });
    else await put(path, fields, ifMatch(known.version));
    tell(t("saved"));
    await askFigures();
  });
}

export function QueuePage({ name }) {
  if (!ready.value) return html`<div class="card"><${Loading} lines=${8} /></div>`;
  const queue = queues.value.find((queue) => queue.queue === name);
  if (!queue)
    return html`<div class="card"><${Failed} whole error=${{ status: 404, message: t("queue.unknown", { name }) }} /></div>`;
  const { metrics } = queue;
  const level = metrics?.service_level_offered ?? null;
  return html` <${PageHead}
      title=${queue.label}
      text=${[queue.label !== queue.queue && queue.queue, queue.pbx, t("queue.threshold.of", { seconds: queue.threshold_s })].filter(Boolean).join(" · ")}
    >
      ${may("queues.write") && html`<button class="button" onClick=${() => configure(queue)}><${Icon} name="edit" />${t("queue.configure")}</button>`}<a
        class="button"
        href=${`/calls?queue=${part(queue.queue)}`}
        ><${Icon} name="calls" />${t("nav.calls")}</a
      ><//
    >
    <dl class="tiles">
      <${Tile} name=${t("queue.waiting")} tone=${queue.waiting ? "amber" : undefined}>${queue.waiting}<//>
      <${Tile} name=${t("tile.longest")}
        >${queue.waiting && queue.waiting_since ? html`<${Timer} since=${queue.waiting_since} levels=${levelsOf(queue)} />` : "–"}<//
      >
      <${Tile}
        name=${t("wall.free")}
        tone=${freeIn(queue) ? "green" : undefined}
        note=${t("queue.of.members", { count: queue.members.length })}
        >${freeIn(queue)}<//
      >
      <${Tile}
        name=${t("tile.level")}
        tone=${levelTone(level)}
        note=${t("queue.levels", { answered: percent(metrics?.service_level_answered), strict: percent(metrics?.service_level_strict) })}
        >${percent(level)}<//
      >
      <${Tile} name=${t("wall.answered")} note=${t("queue.asa.note", { asa: seconds(metrics?.asa_s) })}
        >${number(metrics?.answered)}<//
      >
      <${Tile}
        name=${t("wall.abandoned")}
        tone=${metrics?.abandoned ? "red" : undefined}
        note=${t("queue.abandon.rate", { rate: percent(metrics?.abandon_rate, 1) })}
        >${number(metrics?.abandoned)}<//
      >
    </dl>
    <div class="split even"><${Waiting} queue=${queue} /><${Members} queue=${queue} /></div>
    <${CallChart} filter=${{ queue: queue.queue }} />
    <${Card} title=${t("queue.outcomes")}
      >${metrics && metrics.visits ? html`<${Outcomes} metrics=${metrics} />` : html`<${Empty} icon="queues" title=${t("chart.none")} />`}<//
    >`;
}

/** How visits ended today, as parts of a whole. */
function Outcomes({ metrics }) {
  const parts = [
    ["answered", metrics.answered, "green"],
    ["abandoned", metrics.abandoned, "red"],
    ["timeout", metrics.timeout, "amber"],
    ["exit_key", metrics.exit_key, "blue"],
    ["exit_empty", metrics.exit_empty, "violet"],
    ["transferred", metrics.transferred, "teal"],
    ["withdrawn", metrics.withdrawn, "grey"],
    ["lost", metrics.lost, "grey"],
  ].filter(([, count]) => count > 0);
  return html`<div class="stack tight">
    <div class="bar tall" aria-hidden="true">
      ${parts.map(([key, count, tone]) => html`<i key=${key} data-tone=${tone} style=${{ flex: count }}></i>`)}
    </div>
    <div class="legend">
      ${parts.map(([key, count, tone]) => html`<span key=${key} data-tone=${tone}><i></i>${word("visit", key)} <b>${count}</b></span>`)}
    </div>
  </div>`;
}
