// Keys of machines: made with the scopes they need, shown once, revoked at once.
import { html } from "../../html.js";
import { t } from "../../i18n.js";
import { date, when } from "../../format.js";
import { get, part, post, remove } from "../../api.js";
import { Card, Empty, Failed, Field, Loading } from "../../ui/basics.js";
import { confirm, open } from "../../ui/dialog.js";
import { Icon } from "../../ui/icon.js";
import { useLoad } from "../../ui/load.js";

const SCOPES = [
  "calls:read",
  "calls:control",
  "statistics:read",
  "numbers:read",
  "extensions:read",
  "extensions:write",
  "leases",
  "agents:read",
  "agents:write",
  "queues:read",
  "queues:write",
  "recordings:read",
  "recordings:write",
  "privacy",
  "audit:read",
];

function show(made) {
  open(
    t("key.made"),
    ({ close }) =>
      html`<div class="stack">
        <p class="soft">${t("key.made.text")}</p>
        <output class="secret mono">${made.key}</output>
        <div class="dialog-foot"><button class="button primary" onClick=${close}>${t("close")}</button></div>
      </div>`,
    { broad: true },
  );
}

function add(again) {
  const children = html`<${Field} name="name" label=${t("key.name")}
      >${(props) => html`<input ...${props} required autofocus placeholder=${t("key.name.hint")} />`}<//
    >
    <fieldset>
      <legend class="label">${t("key.scopes")}</legend>
      <div class="checks">
        ${SCOPES.map((scope) => html`<label class="check" key=${scope}><input type="checkbox" value=${scope} /><code>${scope}</code></label>`)}
      </div>
    </fieldset>
    <${Field} name="expires" label=${t("key.expires")} hint=${t("key.expires.hint")}
      >${(props) => html`<input ...${props} type="date" />`}<//
    >`;
  confirm(t("key.add"), { button: t("key.add"), children, broad: true }, async ({ name, expires }, form) => {
    const scopes = [...form.querySelectorAll("input[type=checkbox]:checked")].map((input) => input.value);
    const made = await post("/api/api-keys", {
      name,
      scopes,
      ...(expires ? { expires_at: new Date(`${expires}T23:59:59`).toISOString() } : {}),
    });
    again();
    show(made);
    return false;
  });
}

function Row({ item, again }) {
  const revoke = () =>
    confirm(
      t("key.revoke"),
      { text: t("key.revoke.text", { name: item.name }), button: t("key.revoke"), danger: true },
      async () => {
        await remove(`/api/api-keys/${part(item.id)}`);
        again();
      },
    );
  const over = item.revoked_at ? "revoked" : item.expires_at && Date.parse(item.expires_at) < Date.now() ? "expired" : null;
  return html`<tr>
    <td class="strong">${item.name}</td>
    <td class="wide">
      <span class="tags">${item.scopes.map((scope) => html`<code class="tag" key=${scope}>${scope}</code>`)}</span>
    </td>
    <td class="off soft">${item.last_used_at ? when(item.last_used_at) : t("key.unused")}</td>
    <td class="off soft">${item.expires_at ? date(item.expires_at) : t("key.forever")}</td>
    <td class="end">
      ${over ? html`<span class="chip" data-tone="grey">${t(`key.${over}`)}</span>` : html`<button class="button tiny" onClick=${revoke}>${t("key.revoke")}</button>`}
    </td>
  </tr>`;
}

export function Keys() {
  const { value, error, again } = useLoad((signal) => get("/api/api-keys", { limit: 500 }, { signal }), []);
  return html`<${Card}
    flush
    title=${t("settings.keys")}
    aside=${html`<button class="button primary tiny" onClick=${() => add(again)}><${Icon} name="plus" />${t("key.add")}</button>`}
  >
    ${
      error
        ? html`<${Failed} error=${error} again=${again} />`
        : !value
          ? html`<${Loading} lines=${4} />`
          : value.items.length
            ? html`<div class="tablewrap">
                <table class="table cards">
                  <caption class="sr">
                    ${t("settings.keys")}
                  </caption>
                  <thead>
                    <tr>
                      <th>${t("key.name")}</th>
                      <th>${t("key.scopes")}</th>
                      <th>${t("key.used")}</th>
                      <th>${t("key.expires")}</th>
                      <th><span class="sr">${t("column.actions")}</span></th>
                    </tr>
                  </thead>
                  <tbody>
                    ${value.items.map((item) => html`<${Row} key=${item.id} item=${item} again=${again} />`)}
                  </tbody>
                </table>
              </div>`
            : html`<${Empty} icon="key" title=${t("key.none")} text=${t("key.none.text")} />`
    }
  <//>`;
}
