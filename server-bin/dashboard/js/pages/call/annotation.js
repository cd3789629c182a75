// What people wrote on a call.
import { html, useState } from "../../html.js";
import { t } from "../../i18n.js";
import { moment } from "../../format.js";
import { ApiError, get, ifMatch, part, patch } from "../../api.js";
import { may } from "../../session.js";
import { Card, Failed, Loading } from "../../ui/basics.js";
import { Icon } from "../../ui/icon.js";
import { useLoad } from "../../ui/load.js";
import { tell, tellError } from "../../ui/toast.js";

/** Tags and a note, kept with the version that they were read in. */
export function Annotation({ id }) {
  const { value, error, again } = useLoad((signal) => get(`/api/calls/${part(id)}/annotation`, null, { signal }), [id]);
  const [tag, setTag] = useState("");
  const [note, setNote] = useState(null);
  if (error)
    return error.status === 404 ? null : html`<${Card} title=${t("notes")}><${Failed} error=${error} again=${again} /><//>`;
  if (!value) return html`<${Card} title=${t("notes")}><${Loading} lines=${2} /><//>`;
  const writes = may("calls.annotate");
  const change = async (fields, done) => {
    try {
      await patch(`/api/calls/${part(id)}`, fields, ifMatch(value.version));
      if (done) tell(done);
      setNote(null);
      again();
    } catch (failure) {
      if (failure instanceof ApiError && failure.status === 412) {
        tell(t("notes.changed"), "amber");
        again();
      } else tellError(failure);
    }
  };
  const add = (event) => {
    event.preventDefault();
    const name = tag.trim();
    if (name && !value.tags.includes(name)) change({ tags: [...value.tags, name] });
    setTag("");
  };
  return html`<${Card} title=${t("notes")}>
    <div class="stack tight">
      <div class="tags">
        ${value.tags.map((name) => html`<span class="tag" key=${name}>${name}${writes && html`<button aria-label=${t("tag.remove", { name })} onClick=${() => change({ tags: value.tags.filter((each) => each !== name) })}><${Icon} name="close" /></button>`}</span>`)}${!value.tags.length && !writes && html`<span class="soft">${t("tags.none")}</span>`}
      </div>
      ${
        writes &&
        html`<form class="row" onSubmit=${add}>
            <input
              class="input"
              value=${tag}
              maxlength="64"
              placeholder=${t("tag.add")}
              aria-label=${t("tag.add")}
              onInput=${(event) => setTag(event.target.value)}
            /><button class="button" disabled=${!tag.trim()}>${t("add")}</button>
          </form>
          <textarea
            class="input"
            rows="3"
            aria-label=${t("note")}
            placeholder=${t("note.hint")}
            value=${note ?? value.note ?? ""}
            onInput=${(event) => setNote(event.target.value)}
          ></textarea>
          ${note !== null && note !== (value.note ?? "") && html`<div class="dialog-foot"><button class="button" onClick=${() => setNote(null)}>${t("cancel")}</button><button class="button primary" onClick=${() => change({ note }, t("note.saved"))}>${t("save")}</button></div>`}`
      }
      ${!writes && value.note && html`<p>${value.note}</p>`}
      ${value.by && html`<p class="soft small">${t("notes.by", { by: value.by, at: moment(value.changed_at) })}</p>`}
    </div>
  <//>`;
}
