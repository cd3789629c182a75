// Agents by what they do, with the way to pause one.
import { html } from "../../html.js";
import { t, word } from "../../i18n.js";
import { initials } from "../../format.js";
import { Timer } from "../../clock.js";
import { pauseAgent } from "../../actions.js";
import { may } from "../../session.js";
import { list, one } from "../../live/store.js";
import { Card, Empty } from "../../ui/basics.js";
import { Icon } from "../../ui/icon.js";
import { AGENT_STATES, tone } from "../../ui/words.js";

/** When a state lasts long: a wrap-up that does not end, a pause that became lunch. */
const LEVELS = {
  wrap_up: [
    [60_000, "late"],
    [180_000, "over"],
  ],
  ringing: [[20_000, "late"]],
  on_hold: [
    [60_000, "late"],
    [180_000, "over"],
  ],
  paused: [[1_800_000, "late"]],
};

/** One agent in one line. */
export function AgentLine({ id }) {
  const agent = one("agents", id)?.value;
  if (!agent) return null;
  const name = agent.name ?? agent.agent;
  return html`<li class="agentline" data-tone=${tone("agent", agent.state)}>
    <span class="face">${initials(name)}</span>
    <a class="cell grow" href=${`/agents/${encodeURIComponent(agent.agent)}`}
      ><span class="clip strong">${name}</span
      ><span class="clip soft small"
        >${[agent.agent !== name && agent.agent, agent.queue ?? agent.reason].filter(Boolean).join(" · ") || " "}</span
      ></a
    >
    ${agent.since && html`<${Timer} since=${agent.since} levels=${LEVELS[agent.state]} label=${t("agent.since")} />`}
    ${may("agents.pause") && agent.state !== "offline" && html`<button class="iconbutton" title=${t(agent.state === "paused" ? "unpause.button" : "pause.button")} aria-label=${`${t(agent.state === "paused" ? "unpause.button" : "pause.button")}: ${name}`} onClick=${() => pauseAgent(agent)}><${Icon} name=${agent.state === "paused" ? "play" : "pause"} /></button>`}
  </li>`;
}

export function AgentsBoard() {
  const groups = new Map(AGENT_STATES.map((state) => [state, []]));
  for (const id of list("agents")) {
    const agent = one("agents", id).value;
    groups.get(agent.state ?? "offline")?.push(id);
  }
  const total = list("agents").length;
  return html`<${Card} flush title=${t("nav.agents")} aside=${html`<a class="small" href="/agents">${t("all")}</a>`}>
    ${
      total
        ? html`<div class="agentbar" aria-hidden="true">
              <div class="bar">
                ${[...groups].filter(([, ids]) => ids.length).map(([state, ids]) => html`<i key=${state} data-tone=${tone("agent", state)} style=${{ flex: ids.length }}></i>`)}
              </div>
            </div>
            ${[...groups]
              .filter(([state, ids]) => ids.length && state !== "offline")
              .map(
                ([state, ids]) =>
                  html`<section key=${state} class="agentgroup" data-tone=${tone("agent", state)}>
                    <h3><i class="dot"></i>${word("agent", state)}<span class="soft">${ids.length}</span></h3>
                    <ul>
                      ${ids.map((id) => html`<${AgentLine} key=${id} id=${id} />`)}
                    </ul>
                  </section>`,
              )}
            ${groups.get("offline").length > 0 && html`<p class="agentrest soft small">${t("agents.offline", { count: groups.get("offline").length })}</p>`}`
        : html`<${Empty} icon="agents" title=${t("agents.none")} text=${t("agents.none.text")} />`
    }
  <//>`;
}
