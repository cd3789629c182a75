// Extensions: who is reachable, on which device, and what is given out on time.
import { html, useState } from "../html.js";
import { t, word } from "../i18n.js";
import { when } from "../format.js";
import { get, post } from "../api.js";
import { may } from "../session.js";
import { all, ready } from "../live/store.js";
import { Card, Empty, Loading, PageHead, Segments, Tile } from "../ui/basics.js";
import { confirm } from "../ui/dialog.js";
import { Icon } from "../ui/icon.js";
import { useLoad } from "../ui/load.js";
import { tell } from "../ui/toast.js";
import { Chip } from "../ui/words.js";

function device(contact) {
  return contact.user_agent ?? contact.uri.replace(/^sips?:/, "").split(";")[0];
}

function Row({ extension, name, pool }) {
  const lease = extension.lease;
  return html`<tr>
    <td>
      <span class="person"
        ><span class="strong">${extension.extension}</span>${name && html`<span class="soft small">${name}</span>`}</span
      >
    </td>
    <td><${Chip} area="status" value=${extension.status} /></td>
    <td data-label=${t("ext.device")}>
      ${extension.device_state ? html`<${Chip} area="device" value=${extension.device_state} />` : "–"}
    </td>
    <td class="wide">
      ${extension.contacts?.length ? extension.contacts.map((contact) => html`<span class="clip soft small" key=${contact.uri} style=${{ display: "block" }} title=${contact.uri}>${device(contact)}</span>`) : html`<span class="soft small">${t(extension.registered ? "ext.registered" : "ext.unregistered")}</span>`}
    </td>
    ${
      pool &&
      html`<td data-label=${t("ext.lease")}>
        ${lease ? html`<span class="row wrap"><${Chip} area="lease" value=${lease.state} />${lease.expires_at && html`<span class="soft small">${t("ext.until", { at: when(lease.expires_at) })}</span>`}</span>` : "–"}
      </td>`
    }
    <td class="num off soft">${extension.last_activity_at ? when(extension.last_activity_at) : "–"}</td>
  </tr>`;
}

function resetLeases(pbx) {
  confirm(t("ext.reset"), { text: t("ext.reset.text"), button: t("ext.reset"), danger: true }, async () => {
    const { released } = await post(`/extensions/reset${pbx ? `?pbx=${encodeURIComponent(pbx)}` : ""}`, {});
    tell(t("ext.reset.done", { count: released }));
  });
}

export function Page() {
  const [status, setStatus] = useState("all");
  const [text, setText] = useState("");
  const { value } = useLoad((signal) => get("/api/extensions", null, { signal }), []);
  const names = new Map((value?.items ?? []).map((item) => [`${item.pbx} ${item.extension}`, item.name]));
  const people = new Map(all("agents").map((agent) => [`${agent.pbx} ${agent.agent}`, agent.name]));
  const nameOf = ({ pbx, extension }) => names.get(`${pbx} ${extension}`) ?? people.get(`${pbx} ${extension}`);
  const extensions = all("extensions").sort((a, b) => a.extension.localeCompare(b.extension, undefined, { numeric: true }));
  const matching = (extension) =>
    !text ||
    [extension.extension, nameOf(extension), ...(extension.contacts ?? []).map(device)].some((each) =>
      each?.toLowerCase().includes(text),
    );
  const shown = extensions.filter((extension) => (status === "all" || extension.status === status) && matching(extension));
  const count = (of) => extensions.filter(of).length;
  const leased = (state) => count((extension) => extension.lease?.state === state);
  // Where nothing is given out on time, nothing is said of it.
  const pool = extensions.some(({ lease }) => lease && (lease.id || ["free", "reserved"].includes(lease.state)));
  const pbxs = [...new Set(extensions.map((extension) => extension.pbx))];
  return html` <${PageHead} title=${t("nav.extensions")} text=${t("ext.text")}
      >${may("leases.reset") && pool && html`<button class="button" onClick=${() => resetLeases(pbxs.length === 1 ? pbxs[0] : null)}>${t("ext.reset")}</button>`}<//
    >
    ${
      !ready.value
        ? html`<div class="card"><${Loading} /></div>`
        : html` <dl class="tiles">
              <${Tile} name=${word("status", "online")} tone="green" note=${t("ext.of", { count: extensions.length })}
                >${count((extension) => extension.status === "online")}<//
              >
              <${Tile} name=${word("status", "offline")}>${count((extension) => extension.status === "offline")}<//>
              <${Tile} name=${t("ext.oncall")}
                >${count((extension) => ["in_use", "busy", "on_hold", "ring_in_use"].includes(extension.device_state))}<//
              >
              ${
                pool &&
                html`<${Tile} name=${t("ext.free")} note=${t("ext.free.text")}>${leased("free")}<//>
                  <${Tile} name=${t("ext.taken")} note=${t("ext.reserved", { count: leased("reserved") })}
                    >${leased("busy") + leased("in_call")}<//
                  >`
              }
            </dl>
            <${Card}
              flush
              title=${t("nav.extensions")}
              aside=${html`<div class="search small-search"><${Icon} name="search" /><input class="input" type="search" placeholder=${t("ext.find")} aria-label=${t("ext.find")} onInput=${(event) => setText(event.target.value.trim().toLowerCase())} /></div>`}
            >
              <div class="livebar">
                <${Segments}
                  label=${t("column.state")}
                  value=${status}
                  onChoose=${setStatus}
                  choices=${["all", "online", "offline", "unknown"].map((key) => [key, key === "all" ? t("all") : word("status", key)])}
                />
              </div>
              ${
                shown.length
                  ? html`<div class="tablewrap">
                      <table class="table cards">
                        <caption class="sr">
                          ${t("nav.extensions")}
                        </caption>
                        <thead>
                          <tr>
                            <th>${t("column.extension")}</th>
                            <th>${t("column.state")}</th>
                            <th>${t("ext.device")}</th>
                            <th>${t("ext.contact")}</th>
                            ${pool && html`<th>${t("ext.lease")}</th>`}
                            <th class="num">${t("ext.activity")}</th>
                          </tr>
                        </thead>
                        <tbody>
                          ${shown.map((extension) => html`<${Row} key=${`${extension.pbx} ${extension.extension}`} extension=${extension} name=${nameOf(extension)} pool=${pool} />`)}
                        </tbody>
                      </table>
                    </div>`
                  : html`<${Empty}
                      icon="extensions"
                      title=${t(extensions.length ? "ext.nomatch" : "ext.none")}
                      text=${t(extensions.length ? "ext.nomatch.text" : "ext.none.text")}
                    />`
              }
            <//>`
    }`;
}
