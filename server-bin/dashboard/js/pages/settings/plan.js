// The dial plan: what the server makes of a number, and why.
import { html, useState } from "../../html.js";
import { t } from "../../i18n.js";
import { get, withQuery } from "../../api.js";
import { Card, Empty, Failed, Field, Loading } from "../../ui/basics.js";
import { Icon } from "../../ui/icon.js";
import { useLoad } from "../../ui/load.js";
import { Direction } from "../../ui/words.js";

/** One fact: what it is of, what it is, and what made it so. */
function Fact({ name, why, pattern, children }) {
  return html`<div class="fact">
    <dt>${name}</dt>
    <dd>
      <span class="strong">${children}</span>
      ${why && html`<span class="soft small">${why}${pattern && html` <code>${pattern}</code>`}</span>`}
    </dd>
  </div>`;
}

const none = () => html`<span class="soft">${t("plan.nothing")}</span>`;

function Explained({ told }) {
  const { as_dialled: dialled, did } = told;
  return html`<dl class="facts">
    <${Fact} name=${t("plan.is")} why=${t(`plan.kind.${told.kind}.text`)} pattern=${told.pattern}
      >${t(`plan.kind.${told.kind}`)}<//
    >
    <${Fact}
      name=${t("plan.shown")}
      why=${[told.access_prefix && t("plan.prefix", { prefix: told.access_prefix }), told.shown && t(`plan.rule.${told.rule}`)].filter(Boolean).join(" ")}
      >${told.shown ?? none()}<//
    >
    <${Fact} name=${t("plan.caller")} why=${t("plan.caller.text")}>${told.as_caller ?? none()}<//>
    <${Fact} name=${t("plan.direction")} why=${t(`plan.reason.${dialled.reason}`)} pattern=${dialled.pattern}
      ><span class="row"><${Direction} value=${dialled.direction} />${t(`direction.${dialled.direction}`)}</span><//
    >
    <${Fact} name=${t("plan.dialled")} why=${t("plan.dialled.text")}>${dialled.dialled ?? none()}<//>
    <${Fact} name=${t("plan.did")} why=${did ? t(`plan.by.${did.by}`) : t("plan.did.none")} pattern=${did?.entry}
      >${did ? [did.number, did.name].filter(Boolean).join(" · ") : none()}<//
    >
    <${Fact} name=${t("plan.tenant")}>${dialled.tenant}<//>
  </dl>`;
}

function Answer({ asked }) {
  const { value, error, again } = useLoad(
    (signal) => get(withQuery("/api/settings/plan/number", asked), null, { signal }),
    [JSON.stringify(asked)],
  );
  if (error) return html`<${Failed} error=${error} again=${again} />`;
  return value ? html`<${Explained} told=${value} />` : html`<${Loading} lines=${5} />`;
}

export function Plan() {
  const [asked, setAsked] = useState(null);
  const submit = (event) => {
    event.preventDefault();
    const { originated, ...fields } = Object.fromEntries(new FormData(event.target));
    setAsked({ ...fields, originated: originated ? "true" : "" });
  };
  return html`<div class="split planner">
    <${Card} title=${t("plan.ask")}>
      <form class="stack" onSubmit=${submit}>
        <p class="soft">${t("plan.text")}</p>
        <${Field} name="number" label=${t("plan.number")} hint=${t("plan.number.hint")}
          >${(props) => html`<input ...${props} required maxlength="128" placeholder="92025550132" autocomplete="off" spellcheck="false" />`}<//
        >
        <${Field} name="context" label=${t("plan.context")} hint=${t("plan.context.hint")}
          >${(props) => html`<input ...${props} maxlength="80" placeholder="from-internal" autocomplete="off" spellcheck="false" />`}<//
        >
        <${Field} name="endpoint" label=${t("plan.endpoint")} hint=${t("plan.endpoint.hint")}
          >${(props) => html`<input ...${props} maxlength="80" placeholder="101" autocomplete="off" spellcheck="false" />`}<//
        >
        <label class="check"><input type="checkbox" name="originated" />${t("plan.originated")}</label>
        <div>
          <button class="button primary"><${Icon} name="search" />${t("plan.explain")}</button>
        </div>
      </form>
    <//>
    <${Card} title=${asked ? t("plan.answer", { number: asked.number }) : t("plan.answer.title")}>
      <div aria-live="polite">
        ${asked ? html`<${Answer} asked=${asked} />` : html`<${Empty} icon="phone" title=${t("plan.none")} text=${t("plan.none.text")} />`}
      </div>
    <//>
  </div>`;
}
