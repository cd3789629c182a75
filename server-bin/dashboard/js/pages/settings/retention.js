// How long what is kept: the server's configuration says it.
import { html } from "../../html.js";
import { number } from "../../format.js";
import { t } from "../../i18n.js";
import { get } from "../../api.js";
import { Card, Failed, Loading } from "../../ui/basics.js";
import { Icon } from "../../ui/icon.js";
import { useLoad } from "../../ui/load.js";

/** What is kept, with its drawing and the key that says how long. */
const KEPT = [
  ["calls_days", "calls", "retention.calls_days"],
  ["recordings_days", "record", "recordings.keep_days"],
  ["agent_intervals_days", "agents", "retention.agent_intervals_days"],
  ["device_events_days", "extensions", "retention.device_events_days"],
  ["audit_days", "list", "retention.audit_days"],
];

export function Retention() {
  const { value, error, again } = useLoad((signal) => get("/api/settings/retention", null, { signal }), []);
  if (error) return html`<div class="card"><${Failed} error=${error} again=${again} /></div>`;
  if (!value) return html`<div class="card"><${Loading} lines=${5} /></div>`;
  return html`<div class="stack">
    <${Card} flush title=${t("settings.retention")}>
      <ul>
        ${KEPT.map(
          ([name, icon, key]) =>
            html`<li class="finding" key=${name}>
              <span class="face" data-tone=${value[name] === null ? "grey" : "blue"}><${Icon} name=${icon} /></span>
              <div class="grow">
                <strong>${t(`retention.${name}`)}</strong>
                <p class="soft">${t(`retention.${name}.text`)} <code>${key}</code></p>
              </div>
              <span class="keeps"
                >${value[name] === null ? t("retention.ever") : t("retention.days", { count: value[name], days: number(value[name]) })}</span
              >
            </li>`,
        )}
      </ul>
    <//>
    <p class="soft">${t("retention.text")}</p>
  </div>`;
}
