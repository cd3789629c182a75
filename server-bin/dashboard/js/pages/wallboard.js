// For the wall: queues in figures that are read from five metres.
import { html, useEffect, useState } from "../html.js";
import { t, word } from "../i18n.js";
import { hourMinute, percent } from "../format.js";
import { Timer, now, onBeat } from "../clock.js";
import { keep, kept } from "../settings.js";
import { query, setQuery } from "../router.js";
import { may } from "../session.js";
import { all, queues, ready } from "../live/store.js";
import { link } from "../live/stream.js";
import { Empty, Loading } from "../ui/basics.js";
import { Form, open } from "../ui/dialog.js";
import { Icon } from "../ui/icon.js";
import { AGENT_STATES, tone } from "../ui/words.js";
import { freeIn, levelsOf } from "./live/queues.js";

/** More on one screen are not read from afar. */
const MOST = 12;

function Now() {
  const [at, setAt] = useState(now());
  useEffect(() => onBeat(setAt), []);
  return html`<time class="wall-now">${hourMinute(at)}</time>`;
}

/** How a queue stands: by the longest wait, held against its threshold. */
function need(queue) {
  if (!queue.waiting || !queue.waiting_since) return "calm";
  const waited = now() - Date.parse(queue.waiting_since);
  return levelsOf(queue).findLast(([ms]) => waited >= ms)?.[1] ?? "some";
}

const levelTone = (level) =>
  level === null || level === undefined ? "grey" : level >= 80 ? "green" : level >= 60 ? "amber" : "red";

function QueueCard({ queue }) {
  // A wait grows late without an event.
  const [, setBeat] = useState(0);
  useEffect(() => onBeat(setBeat), []);
  const level = queue.metrics?.service_level_offered ?? null;
  const free = freeIn(queue);
  return html`<section class="wall-queue" data-need=${need(queue)} aria-label=${queue.label}>
    <h2 class="clip">${queue.label}</h2>
    <div class="wall-main">
      <div><span class="wall-waiting">${queue.waiting}</span><span class="wall-name">${t("queue.waiting")}</span></div>
      <div class="wall-longest">
        ${queue.waiting && queue.waiting_since ? html`<${Timer} since=${queue.waiting_since} label=${t("tile.longest")} />` : html`<span>–</span>`}<span
          class="wall-name"
          >${t("tile.longest")}</span
        >
      </div>
    </div>
    <dl>
      <div>
        <dt>${t("wall.level", { seconds: queue.threshold_s })}</dt>
        <dd data-tone=${levelTone(level)}>${percent(level)}</dd>
      </div>
      <div>
        <dt>${t("wall.free")}</dt>
        <dd data-tone=${free ? "green" : queue.members.length ? "red" : "grey"}>
          ${free}<small> / ${queue.members.length}</small>
        </dd>
      </div>
      <div>
        <dt>${t("wall.answered")}</dt>
        <dd>${queue.metrics?.answered ?? 0}</dd>
      </div>
      <div>
        <dt>${t("wall.abandoned")}</dt>
        <dd data-tone=${queue.metrics?.abandoned ? "red" : "grey"}>${queue.metrics?.abandoned ?? 0}</dd>
      </div>
    </dl>
  </section>`;
}

function Agents() {
  const counts = new Map(AGENT_STATES.map((state) => [state, 0]));
  for (const agent of all("agents")) counts.set(agent.state ?? "offline", (counts.get(agent.state ?? "offline") ?? 0) + 1);
  return html`<ul class="wall-agents" aria-label=${t("nav.agents")}>
    ${[...counts].filter(([state]) => state !== "offline").map(([state, count]) => html`<li key=${state} data-tone=${tone("agent", state)} data-none=${count ? undefined : ""}><b>${count}</b><span>${word("agent", state)}</span></li>`)}
  </ul>`;
}

/** Which queues: those of the address, else those last chosen here, else the busiest. */
function chosenOf(shown) {
  const named = query.value.queues?.split(",") ?? kept("wallboard", null);
  if (named?.length) return shown.filter((queue) => named.includes(queue.queue)).slice(0, MOST);
  const calls = (queue) => queue.metrics?.visits ?? 0;
  const busy = [...shown].sort((a, b) => calls(b) - calls(a)).slice(0, 6);
  return busy.sort((a, b) => a.label.localeCompare(b.label));
}

function choose(shown, chosen) {
  open(
    t("wall.choose"),
    ({ close }) =>
      html`<${Form}
        button=${t("apply")}
        close=${close}
        act=${async (fields, form) => {
          const names = [...form.querySelectorAll("input:checked")].map((input) => input.value);
          keep("wallboard", names);
          setQuery({ queues: names.join(",") });
        }}
      >
        <p class="soft">${t("wall.choose.text", { most: MOST })}</p>
        <fieldset class="checks">
          <legend class="sr">${t("nav.queues")}</legend>
          ${shown.map((queue) => html`<label class="check" key=${queue.queue}><input type="checkbox" value=${queue.queue} defaultChecked=${chosen.includes(queue)} />${queue.label}</label>`)}
        </fieldset>
      <//>`,
  );
}

function toggleFull() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen?.().catch(() => {});
}

export function Page() {
  useEffect(() => {
    document.title = `${t("nav.wallboard")} · Callflow`;
  }, []);
  const shown = [...queues.value].sort((a, b) => a.label.localeCompare(b.label));
  const chosen = chosenOf(shown);
  const waiting = chosen.reduce((sum, queue) => sum + queue.waiting, 0);
  const oldest = chosen
    .filter((queue) => queue.waiting && queue.waiting_since)
    .map((queue) => queue.waiting_since)
    .sort()[0];
  const sum = (name) => chosen.reduce((total, queue) => total + (queue.metrics?.[name] ?? 0), 0);
  const offered = sum("answered") + sum("abandoned");
  const level = offered ? (100 * (sum("answered_in_time") + sum("abandoned_in_time"))) / offered : null;
  const columns = [1, 1, 2, 3, 2, 3, 3, 4, 4, 3, 4, 4, 4][chosen.length];
  return html`<main class="wallboard" data-theme="dark" id="main" tabindex="-1">
    <header class="wall-head">
      <a class="iconbutton" href="/live" aria-label=${t("back.live")} title=${t("back.live")}><${Icon} name="back" /></a>
      <h1>${t("nav.wallboard")}</h1>
      <dl class="wall-sums">
        <div>
          <dt>${t("queue.waiting")}</dt>
          <dd data-tone=${waiting ? "amber" : "grey"}>${waiting}</dd>
        </div>
        <div>
          <dt>${t("tile.longest")}</dt>
          <dd>${oldest ? html`<${Timer} since=${oldest} label=${t("tile.longest")} />` : "–"}</dd>
        </div>
        <div>
          <dt>${t("tile.level")}</dt>
          <dd data-tone=${levelTone(level)}>${percent(level)}</dd>
        </div>
      </dl>
      ${link.value === "lost" && html`<span class="chip" data-tone="red" role="alert"><${Icon} name="warn" />${t("link.lost")}</span>`}
      <span class="grow"></span>
      <${Now} />
      <button class="iconbutton" onClick=${() => choose(shown, chosen)} aria-label=${t("wall.choose")} title=${t("wall.choose")}>
        <${Icon} name="settings" />
      </button>
      <button class="iconbutton" onClick=${toggleFull} aria-label=${t("wall.full")} title=${t("wall.full")}>
        <${Icon} name="full" />
      </button>
    </header>
    ${
      !ready.value
        ? html`<${Loading} />`
        : chosen.length
          ? html`<div
              class="wall-queues"
              style=${{ "--columns": columns, "--rows": Math.ceil(chosen.length / columns) }}
              data-many=${chosen.length > 6 ? "" : undefined}
            >
              ${chosen.map((queue) => html`<${QueueCard} key=${`${queue.pbx} ${queue.queue}`} queue=${queue} />`)}
            </div>`
          : html`<${Empty} icon="queues" title=${t("queues.none")} text=${t("queues.none.text")} />`
    }
    ${may("agents.read") && html`<${Agents} />`}
  </main>`;
}
