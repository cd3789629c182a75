// Who may sign in, as what.
import { html } from "../../html.js";
import { t, word } from "../../i18n.js";
import { initials, when } from "../../format.js";
import { get, ifMatch, part, post, put, remove } from "../../api.js";
import { may, session } from "../../session.js";
import { Card, Empty, Failed, Field, Loading, Menu } from "../../ui/basics.js";
import { confirm, open } from "../../ui/dialog.js";
import { Icon } from "../../ui/icon.js";
import { useLoad } from "../../ui/load.js";
import { tell } from "../../ui/toast.js";

const ROLES = ["agent", "supervisor", "administrator"];
const list = (text) => text.split(/[\s,]+/).filter(Boolean);

/** The fields of a user; a new one has no password, for the server makes one. */
function fields(user) {
  return html` <${Field} name="name" label=${t("user.name")} hint=${t("user.name.hint")}
      >${(props) => html`<input ...${props} required defaultValue=${user?.name ?? ""} autocomplete="off" autocapitalize="none" spellcheck="false" autofocus />`}<//
    >
    <${Field} name="display_name" label=${t("user.display")}
      >${(props) => html`<input ...${props} defaultValue=${user?.display_name ?? ""} autocomplete="off" />`}<//
    >
    <fieldset class="stack tight">
      <legend class="label">${t("user.role")}</legend>
      ${ROLES.map(
        (role) =>
          html`<label class="check choice" key=${role}
            ><input type="radio" name="role" value=${role} defaultChecked=${(user?.role ?? "agent") === role} /><span
              ><span class="strong">${word("role", role)}</span><br /><span class="soft small"
                >${t(`role.${role}.text`)}</span
              ></span
            ></label
          >`,
      )}
    </fieldset>
    <${Field} name="numbers" label=${t("user.numbers")} hint=${t("user.numbers.hint")}
      >${(props) => html`<input ...${props} defaultValue=${user?.numbers.join(", ") ?? ""} />`}<//
    >
    <${Field} name="queues" label=${t("user.queues")} hint=${t("user.queues.hint")}
      >${(props) => html`<input ...${props} defaultValue=${user?.queues.join(", ") ?? ""} />`}<//
    >`;
}

const taken = (form, user) => ({
  name: form.name,
  display_name: form.display_name || null,
  role: form.role,
  numbers: list(form.numbers),
  queues: list(form.queues),
  disabled: user?.disabled ?? false,
  spans_tenants: user?.spans_tenants ?? false,
});

/** A password that is shown once. */
function showPassword(name, password) {
  open(
    t("user.password.once"),
    ({ close }) =>
      html`<div class="stack">
        <p class="soft">${t("user.password.once.text", { name })}</p>
        <output class="secret mono">${password}</output>
        <div class="dialog-foot"><button class="button primary" onClick=${close}>${t("close")}</button></div>
      </div>`,
  );
}

function Row({ user, again }) {
  const own = user.id === session.value.user.id;
  const path = `/api/users/${part(user.id)}`;
  const edit = () =>
    confirm(t("user.edit"), { button: t("save"), children: fields(user) }, async (form) => {
      await put(path, taken(form, user), ifMatch(user.version));
      tell(t("saved"));
      again();
    });
  const reset = () =>
    confirm(t("user.reset"), { text: t("user.reset.text", { name: user.name }), button: t("user.reset") }, async () => {
      const { one_time_password } = await post(`${path}/password`);
      showPassword(user.name, one_time_password);
      return false;
    });
  const toggle = () =>
    confirm(
      t(user.disabled ? "user.enable" : "user.disable"),
      {
        text: t(user.disabled ? "user.enable.text" : "user.disable.text", { name: user.name }),
        button: t(user.disabled ? "user.enable" : "user.disable"),
        danger: !user.disabled,
      },
      async () => {
        const { name, display_name, role, numbers, queues, spans_tenants } = user;
        await put(
          path,
          { name, display_name, role, numbers, queues, spans_tenants, disabled: !user.disabled },
          ifMatch(user.version),
        );
        again();
      },
    );
  const erase = () =>
    confirm(
      t("user.delete"),
      { text: t("user.delete.text", { name: user.name }), button: t("user.delete"), danger: true },
      async () => {
        await remove(path);
        again();
      },
    );
  const name = user.display_name || user.name;
  return html`<tr>
    <td>
      <span class="row"
        ><span class="face">${initials(name)}</span
        ><span class="person"
          ><span class="strong">${name}${own && html` <span class="soft">(${t("user.you")})</span>`}</span
          ><span class="soft small">${user.name}</span></span
        ></span
      >
    </td>
    <td>${word("role", user.role)}</td>
    <td class="off">${user.numbers.join(", ") || "–"}</td>
    <td class="off">${user.queues.join(", ") || "–"}</td>
    <td class="off soft">${user.last_sign_in_at ? when(user.last_sign_in_at) : t("user.never")}</td>
    <td>
      ${user.disabled ? html`<span class="chip" data-tone="red">${t("user.disabled")}</span>` : user.must_change_password ? html`<span class="chip" data-tone="amber">${t("user.invited")}</span>` : html`<span class="chip" data-tone="green">${t("user.active")}</span>`}
    </td>
    <td class="end">
      ${
        may("users.write") &&
        html`<${Menu} label=${t("user.menu", { name })}
          ><button onClick=${edit}><${Icon} name="edit" />${t("user.edit")}</button
          ><button onClick=${reset}><${Icon} name="key" />${t("user.reset")}</button
          >${!own && html`<button onClick=${toggle}><${Icon} name="pause" />${t(user.disabled ? "user.enable" : "user.disable")}</button><button class="danger" onClick=${erase}><${Icon} name="trash" />${t("user.delete")}</button>`}<//
        >`
      }
    </td>
  </tr>`;
}

export function Users() {
  const { value, error, again } = useLoad((signal) => get("/api/users", { limit: 500 }, { signal }), []);
  const add = () =>
    confirm(t("user.add"), { button: t("user.add"), children: fields(null) }, async (form) => {
      const made = await post("/api/users", taken(form, null));
      again();
      if (!made.one_time_password) return true;
      showPassword(made.name, made.one_time_password);
      return false;
    });
  return html`<${Card}
    flush
    title=${t("settings.users")}
    aside=${may("users.write") && html`<button class="button primary tiny" onClick=${add}><${Icon} name="plus" />${t("user.add")}</button>`}
  >
    ${
      error
        ? html`<${Failed} error=${error} again=${again} />`
        : !value
          ? html`<${Loading} lines=${5} />`
          : value.items.length
            ? html`<div class="tablewrap open">
                <table class="table cards usertable">
                  <caption class="sr">
                    ${t("settings.users")}
                  </caption>
                  <thead>
                    <tr>
                      <th>${t("user.display")}</th>
                      <th>${t("user.role")}</th>
                      <th>${t("user.numbers")}</th>
                      <th>${t("nav.queues")}</th>
                      <th>${t("user.last")}</th>
                      <th>${t("column.state")}</th>
                      <th><span class="sr">${t("column.actions")}</span></th>
                    </tr>
                  </thead>
                  <tbody>
                    ${value.items.map((user) => html`<${Row} key=${user.id} user=${user} again=${again} />`)}
                  </tbody>
                </table>
              </div>`
            : html`<${Empty} icon="user" title=${t("users.none")} />`
    }
  <//>`;
}
