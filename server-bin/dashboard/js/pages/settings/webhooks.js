// Webhooks: where events are sent, whether they arrive, and what to do if not.
import { html } from "../../html.js";
import { t, word } from "../../i18n.js";
import { when } from "../../format.js";
import { get, ifMatch, part, post, put, remove } from "../../api.js";
import { may } from "../../session.js";
import { Card, Empty, Failed, Field, Loading, Menu } from "../../ui/basics.js";
import { confirm, open } from "../../ui/dialog.js";
import { Icon } from "../../ui/icon.js";
import { useLoad } from "../../ui/load.js";
import { tell, tellError } from "../../ui/toast.js";

const EVENTS = [
  "call.started",
  "call.updated",
  "call.ended",
  "call.merged",
  "queue.joined",
  "queue.left",
  "queue.member",
  "agent.state",
  "extension.status",
  "lease.changed",
  "recording.ready",
  "link.gap",
  "link.resynced",
  "anomaly",
];

const fields = (hook) =>
  html` <${Field} name="name" label=${t("hook.name")}
      >${(props) => html`<input ...${props} required maxlength="200" defaultValue=${hook?.name ?? ""} autofocus />`}<//
    >
    <${Field} name="url" label=${t("hook.url")} hint=${t("hook.url.hint")}
      >${(props) => html`<input ...${props} type="url" required defaultValue=${hook?.url ?? ""} placeholder="https://" />`}<//
    >
    <fieldset>
      <legend class="label">${t("hook.events")}</legend>
      <div class="checks">
        ${EVENTS.map((name) => html`<label class="check" key=${name}><input type="checkbox" value=${name} defaultChecked=${hook ? hook.events.includes(name) : name === "call.ended"} /><code>${name}</code></label>`)}
      </div>
    </fieldset>`;

const events = (form) => [...form.querySelectorAll("input[type=checkbox]:checked")].map((input) => input.value);

function showSecret(secret) {
  open(
    t("hook.secret"),
    ({ close }) =>
      html`<div class="stack">
        <p class="soft">${t("hook.secret.text")}</p>
        <output class="secret mono">${secret}</output>
        <div class="dialog-foot"><button class="button primary" onClick=${close}>${t("close")}</button></div>
      </div>`,
    { broad: true },
  );
}

const TONES = { waiting: "amber", delivered: "green", dead: "red" };

function Deliveries({ hook }) {
  const path = `/api/webhooks/${part(hook.id)}`;
  const { value, error, again } = useLoad((signal) => get(`${path}/deliveries`, { limit: 50 }, { signal }), [hook.id]);
  const replay = async (what) => {
    try {
      const { replayed } = await post(`${path}/${what}`);
      tell(t("hook.replayed", { count: replayed }));
      again();
    } catch (failure) {
      tellError(failure);
    }
  };
  if (error) return html`<${Failed} error=${error} again=${again} />`;
  if (!value) return html`<${Loading} lines=${4} />`;
  if (!value.items.length) return html`<${Empty} icon="hook" title=${t("hook.nodeliveries")} />`;
  return html`<div class="stack tight">
    <div class="row between">
      <span class="soft">${t("hook.deliveries.text")}</span
      ><button class="button tiny" onClick=${() => replay("replay")}>${t("hook.replay.all")}</button>
    </div>
    <div class="tablewrap">
      <table class="table">
        <thead>
          <tr>
            <th>${t("hook.event")}</th>
            <th>${t("column.time")}</th>
            <th>${t("column.state")}</th>
            <th class="num">${t("hook.attempts")}</th>
            <th></th>
          </tr>
        </thead>
        <tbody>
          ${value.items.map(
            (item) =>
              html`<tr key=${item.id}>
                <td><code>${item.type}</code></td>
                <td class="nowrap">${when(item.at)}</td>
                <td><span class="chip" data-tone=${TONES[item.state]}>${word("delivery", item.state)}</span></td>
                <td class="num">${item.attempts}</td>
                <td>
                  ${item.state === "dead" && html`<button class="button tiny" onClick=${() => replay(`deliveries/${part(item.id)}/replay`)}>${t("hook.replay")}</button>`}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </div>`;
}

function Row({ hook, again }) {
  const path = `/api/webhooks/${part(hook.id)}`;
  const edit = () =>
    confirm(t("hook.edit"), { button: t("save"), children: fields(hook), broad: true }, async ({ name, url }, form) => {
      const { directions, dispositions, queues, numbers, enabled } = hook;
      await put(
        path,
        { name, url, events: events(form), directions, dispositions, queues, numbers, enabled },
        ifMatch(hook.version),
      );
      tell(t("saved"));
      again();
    });
  const test = async () => {
    try {
      const said = await post(`${path}/test`);
      tell(
        said.delivered ? t("hook.test.fine", { status: said.status }) : t("hook.test.failed", { why: said.error ?? said.status }),
        said.delivered ? "green" : "red",
      );
    } catch (error) {
      tellError(error);
    }
  };
  const erase = () =>
    confirm(
      t("hook.delete"),
      { text: t("hook.delete.text", { name: hook.name }), button: t("hook.delete"), danger: true },
      async () => {
        await remove(path, ifMatch(hook.version));
        again();
      },
    );
  return html`<tr>
    <td>
      <span class="person"
        ><span class="strong">${hook.name}</span
        ><span class="clip soft small mono" style=${{ maxWidth: "380px" }}>${hook.url}</span></span
      >
    </td>
    <td class="off">
      <span class="tags"
        >${hook.events.length ? hook.events.map((name) => html`<code class="tag" key=${name}>${name}</code>`) : html`<span class="soft">${t("hook.all")}</span>`}</span
      >
    </td>
    <td><span class="chip" data-tone=${hook.enabled ? "green" : "grey"}>${t(hook.enabled ? "hook.on" : "hook.off")}</span></td>
    <td class="end">
      <span class="row"
        ><button class="button tiny" onClick=${test}>${t("hook.test")}</button
        ><${Menu} label=${t("hook.menu", { name: hook.name })}
          ><button
            onClick=${() => open(t("hook.deliveries", { name: hook.name }), () => html`<${Deliveries} hook=${hook} />`, { broad: true })}
          >
            <${Icon} name="list" />${t("hook.log")}</button
          ><button onClick=${edit}><${Icon} name="edit" />${t("hook.edit")}</button
          ><button class="danger" onClick=${erase}><${Icon} name="trash" />${t("hook.delete")}</button><//
        ></span
      >
    </td>
  </tr>`;
}

export function Webhooks() {
  const { value, error, again } = useLoad((signal) => get("/api/webhooks", { limit: 500 }, { signal }), []);
  const add = () =>
    confirm(t("hook.add"), { button: t("hook.add"), children: fields(null), broad: true }, async ({ name, url }, form) => {
      const made = await post("/api/webhooks", { name, url, events: events(form) });
      again();
      if (!made.secret) return true;
      showSecret(made.secret);
      return false;
    });
  if (error?.status === 404)
    return html`<div class="card"><${Empty} icon="hook" title=${t("hook.noroute")} text=${t("hook.noroute.text")} /></div>`;
  return html`<${Card}
    flush
    title=${t("settings.webhooks")}
    aside=${may("webhooks.write") && html`<button class="button primary tiny" onClick=${add}><${Icon} name="plus" />${t("hook.add")}</button>`}
  >
    ${
      error
        ? html`<${Failed} error=${error} again=${again} />`
        : !value
          ? html`<${Loading} lines=${4} />`
          : value.items.length
            ? html`<div class="tablewrap open">
                <table class="table cards">
                  <caption class="sr">
                    ${t("settings.webhooks")}
                  </caption>
                  <thead>
                    <tr>
                      <th>${t("hook.name")}</th>
                      <th>${t("hook.events")}</th>
                      <th>${t("column.state")}</th>
                      <th><span class="sr">${t("column.actions")}</span></th>
                    </tr>
                  </thead>
                  <tbody>
                    ${value.items.map((hook) => html`<${Row} key=${hook.id} hook=${hook} again=${again} />`)}
                  </tbody>
                </table>
              </div>`
            : html`<${Empty} icon="hook" title=${t("hook.none")} text=${t("hook.none.text")} />`
    }
  <//>`;
}
