// Settings: what each of them is stands in a file of its own.
import { html, useEffect, useRef } from "../html.js";
import { t } from "../i18n.js";
import { parts } from "../router.js";
import { may } from "../session.js";
import { Failed, PageHead } from "../ui/basics.js";
import { Account } from "./settings/account.js";
import { Audit } from "./settings/audit.js";
import { Connection } from "./settings/connection.js";
import { Keys } from "./settings/keys.js";
import { Plan } from "./settings/plan.js";
import { Retention } from "./settings/retention.js";
import { Users } from "./settings/users.js";
import { Webhooks } from "./settings/webhooks.js";

const TABS = [
  ["account", "account.use", Account],
  ["users", "users.read", Users],
  ["keys", "api_keys.manage", Keys],
  ["connection", "calls.read", Connection],
  ["plan", "settings.read", Plan],
  ["webhooks", "webhooks.read", Webhooks],
  ["retention", "settings.read", Retention],
  ["audit", "audit.read", Audit],
];

export function Page() {
  const key = parts.value[1] ?? "account";
  const tab = TABS.find(([name]) => name === key);
  const allowed = TABS.filter(([, right]) => may(right));
  const tabs = useRef(null);
  // On a phone there are more of them than fit.
  useEffect(() => {
    tabs.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [key]);
  const View = tab && may(tab[1]) ? tab[2] : null;
  return html` <${PageHead} title=${t("nav.settings")} />
    <nav class="tabs" ref=${tabs} aria-label=${t("nav.settings")}>
      ${allowed.map(([name]) => html`<a key=${name} href=${`/settings/${name}`} aria-current=${name === key ? "page" : undefined}>${t(`settings.${name}`)}</a>`)}
    </nav>
    ${View ? html`<${View} />` : html`<div class="card"><${Failed} error=${{ status: tab ? 403 : 404, message: t(tab ? "error.forbidden.text" : "error.page") }} /></div>`}`;
}
