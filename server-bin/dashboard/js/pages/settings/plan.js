// The dial plan: what the server makes of a number. It says so over its API where it can, else on its command line.
import { html } from "../../html.js";
import { t } from "../../i18n.js";
import { Card } from "../../ui/basics.js";
import { Icon } from "../../ui/icon.js";

export function Plan() {
  return html`<div class="stack">
    <${Card} title=${t("settings.plan")}
      ><p>${t("plan.text")}</p>
      <div class="notice spaced" data-tone="blue">
        <${Icon} name="info" />
        <div>${t("plan.noroute")}</div>
      </div>
      <pre class="command">callflow plan check plan.toml 92025550132 --context from-internal</pre>
      <p class="soft">${t("plan.reload")}</p>
    <//>
  </div>`;
}
