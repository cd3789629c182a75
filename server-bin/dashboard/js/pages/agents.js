// Agents: what they do, what they did today; and one agent, by its address.
import { html, useState } from "../html.js";
import { t, word } from "../i18n.js";
import { initials, percent, seconds } from "../format.js";
import { get } from "../api.js";
import { Timer } from "../clock.js";
import { pauseAgent } from "../actions.js";
import { parts } from "../router.js";
import { may } from "../session.js";
import { all, ended, ready } from "../live/store.js";
import { Card, Empty, Loading, PageHead, Segments } from "../ui/basics.js";
import { Icon } from "../ui/icon.js";
import { useLoad } from "../ui/load.js";
import { AGENT_STATES, Chip, tone } from "../ui/words.js";
import { AgentPage } from "./agent.js";

function Row({ agent, today }) {
  const name = agent.name ?? agent.agent;
  return html`<tr>
    <td>
      <a class="cell row" href=${`/agents/${encodeURIComponent(agent.agent)}`}
        ><span class="face" data-tone=${tone("agent", agent.state)}>${initials(name)}</span
        ><span class="person"
          ><span class="clip strong">${name}</span
          >${agent.agent !== name && html`<span class="soft small">${agent.agent}</span>`}</span
        ></a
      >
    </td>
    <td>
      <${Chip}
        area="agent"
        value=${agent.state ?? "offline"}
        text=${agent.reason ? `${word("agent", agent.state)}: ${agent.reason}` : undefined}
      />
    </td>
    <td class="num">${agent.since && agent.state !== "offline" ? html`<${Timer} since=${agent.since} />` : "–"}</td>
    <td class="off">
      <span class="clip soft" style=${{ display: "block", maxWidth: "200px" }}>${agent.queues?.join(", ")}</span>
    </td>
    <td class="num off">${today?.handled ?? "–"}</td>
    <td class="num off">${today?.made ?? "–"}</td>
    <td class="num off">
      ${today ? html`<span class="tonal" data-tone=${today.missed ? "red" : undefined}>${today.missed}</span>` : "–"}
    </td>
    <td class="num off">${seconds(today?.att_s)}</td>
    <td class="num off">${percent(today?.occupancy)}</td>
    <td class="end">
      ${may("agents.pause") && agent.state && agent.state !== "offline" && html`<button class="iconbutton" title=${t(agent.state === "paused" ? "unpause.button" : "pause.button")} aria-label=${`${t(agent.state === "paused" ? "unpause.button" : "pause.button")}: ${name}`} onClick=${() => pauseAgent(agent)}><${Icon} name=${agent.state === "paused" ? "play" : "pause"} /></button>`}
    </td>
  </tr>`;
}

function List() {
  const [state, setState] = useState("all");
  const agents = all("agents");
  const { value } = useLoad((signal) => get("/api/agent", null, { signal }), [Math.floor(ended.value / 5)]);
  const today = new Map((value?.items ?? []).map((agent) => [`${agent.pbx} ${agent.agent}`, agent.today]));
  const order = (agent) => AGENT_STATES.indexOf(agent.state ?? "offline");
  const shown = agents
    .filter((agent) => state === "all" || (agent.state ?? "offline") === state)
    .sort((a, b) => order(a) - order(b) || (a.name ?? a.agent).localeCompare(b.name ?? b.agent));
  const count = (wanted) => agents.filter((agent) => (agent.state ?? "offline") === wanted).length;
  const choices = [
    ["all", html`${t("all")} <span class="soft">${agents.length}</span>`],
    ...AGENT_STATES.filter(count).map((key) => [key, html`${word("agent", key)} <span class="soft">${count(key)}</span>`]),
  ];
  const columns = ["agent.handled", "agent.made", "agent.missed", "agent.att", "agent.occupancy"];
  return html` <${PageHead} title=${t("nav.agents")} text=${t("agents.text")} />
    ${agents.length > 0 && html`<${Segments} label=${t("column.state")} value=${state} onChoose=${setState} choices=${choices} />`}
    <${Card} flush label=${t("nav.agents")}>
      ${
        !ready.value
          ? html`<${Loading} />`
          : shown.length
            ? html`<div class="tablewrap">
                <table class="table cards agenttable">
                  <caption class="sr">
                    ${t("nav.agents")}
                  </caption>
                  <thead>
                    <tr>
                      <th>${t("column.agent")}</th>
                      <th>${t("column.state")}</th>
                      <th class="num">${t("agent.since")}</th>
                      <th>${t("nav.queues")}</th>
                      ${columns.map((key) => html`<th key=${key} class="num" title=${t(`${key}.text`)}>${t(key)}</th>`)}
                      <th><span class="sr">${t("column.actions")}</span></th>
                    </tr>
                  </thead>
                  <tbody>
                    ${shown.map((agent) => html`<${Row} key=${`${agent.pbx} ${agent.agent}`} agent=${agent} today=${today.get(`${agent.pbx} ${agent.agent}`)} />`)}
                  </tbody>
                </table>
              </div>`
            : html`<${Empty} icon="agents" title=${t("agents.none")} text=${t("agents.none.text")} />`
      }
    <//>`;
}

export function Page() {
  const name = parts.value[1];
  return name ? html`<${AgentPage} key=${name} name=${name} />` : html`<${List} />`;
}
