// One's own account: the password, and where one is signed in.
import { html } from "../../html.js";
import { t, word } from "../../i18n.js";
import { when } from "../../format.js";
import { get, part, post, put, remove } from "../../api.js";
import { session, signOut } from "../../session.js";
import { Card, Failed, Field, Loading } from "../../ui/basics.js";
import { confirm } from "../../ui/dialog.js";
import { Icon } from "../../ui/icon.js";
import { useLoad } from "../../ui/load.js";
import { tell, tellError } from "../../ui/toast.js";

/** A browser by the words that people know it by. */
function browser(agent) {
  if (!agent) return t("sessions.unknown");
  const name = /Firefox|Edg|OPR|Chrome|Safari|curl/.exec(agent)?.[0] ?? agent.slice(0, 24);
  const system = /Windows|Android|iPhone|iPad|Mac OS X|Linux/.exec(agent)?.[0];
  return [{ Edg: "Edge", OPR: "Opera" }[name] ?? name, system && { "Mac OS X": "macOS" }[system] ? "macOS" : system]
    .filter(Boolean)
    .join(", ");
}

function changePassword() {
  const children = html`<${Field} name="old" label=${t("password.old")}
      >${(props) => html`<input ...${props} type="password" autocomplete="current-password" required autofocus />`}<//
    >
    <${Field} name="new" label=${t("password.new")} hint=${t("password.hint")}
      >${(props) => html`<input ...${props} type="password" autocomplete="new-password" required minlength="12" />`}<//
    >`;
  confirm(
    t("password.change"),
    { text: t("password.change.text"), button: t("password.change"), children },
    async ({ old, new: next }) => {
      await put("/api/auth/password", { old, new: next });
      tell(t("password.changed"));
    },
  );
}

export function Account() {
  const { user } = session.value;
  const { value, error, again } = useLoad((signal) => get("/api/auth/sessions", null, { signal }), []);
  const end = async (id) => {
    try {
      await remove(`/api/auth/sessions/${part(id)}`);
      again();
    } catch (failure) {
      tellError(failure);
    }
  };
  const everywhere = async () => {
    await post("/api/auth/logout?everywhere=true").catch(tellError);
    signOut();
  };
  return html`<div class="split">
    <${Card} title=${t("settings.account")}>
      <dl class="kv">
        <dt>${t("user.name")}</dt>
        <dd>${user.name}</dd>
        <dt>${t("user.display")}</dt>
        <dd>${user.display_name || "–"}</dd>
        <dt>${t("user.role")}</dt>
        <dd>${word("role", user.role)}<br /><span class="soft small">${t(`role.${user.role}.text`)}</span></dd>
        <dt>${t("user.numbers")}</dt>
        <dd>${user.numbers.join(", ") || "–"}</dd>
        ${
          user.role === "supervisor" &&
          html`<dt>${t("nav.queues")}</dt>
            <dd>${user.queues.join(", ") || "–"}</dd>`
        }
      </dl>
      <div class="row wrap cardfoot">
        <button class="button" onClick=${changePassword}><${Icon} name="key" />${t("password.change")}</button
        ><button class="button" onClick=${signOut}><${Icon} name="out" />${t("signout")}</button>
      </div>
    <//>
    <${Card}
      flush
      title=${t("sessions")}
      aside=${html`<button class="button tiny plain" onClick=${everywhere}>${t("sessions.everywhere")}</button>`}
    >
      ${
        error
          ? html`<${Failed} error=${error} again=${again} />`
          : !value
            ? html`<${Loading} lines=${3} />`
            : html`<ul class="queuelines">
                ${value.items.map(
                  (item) =>
                    html`<li class="queueline" key=${item.id}>
                      <span class="face" data-tone=${item.current ? "green" : "grey"}><${Icon} name="screen" /></span
                      ><span class="grow person"
                        ><span class="strong">${browser(item.agent)}</span
                        ><span class="soft small"
                          >${[item.address, t("sessions.since", { at: when(item.created_at) })].filter(Boolean).join(" · ")}</span
                        ></span
                      >${item.current ? html`<span class="chip" data-tone="green">${t("sessions.this")}</span>` : html`<button class="button tiny" onClick=${() => end(item.id)}>${t("sessions.end")}</button>`}
                    </li>`,
                )}
              </ul>`
      }
    <//>
  </div>`;
}
