// How long what is kept: the server's configuration says it, and no route tells it yet.
import { html } from "../../html.js";
import { t } from "../../i18n.js";
import { Card } from "../../ui/basics.js";
import { Icon } from "../../ui/icon.js";

const KEYS = ["calls_days", "agent_intervals_days", "device_events_days", "audit_days"];

export function Retention() {
  return html`<${Card} title=${t("settings.retention")}
    ><p>${t("retention.text")}</p>
    <div class="notice spaced" data-tone="blue">
      <${Icon} name="info" />
      <div>${t("retention.noroute")}</div>
    </div>
    <pre class="command">${["[retention]", ...KEYS.map((key) => `${key} = 365`)].join("\n")}</pre>
    <p class="soft">${t("retention.show")}</p>
    <pre class="command">callflowd --print-config</pre>
  <//>`;
}
