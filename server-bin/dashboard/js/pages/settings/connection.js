// How the server's connections stand, in plain words: what works, what does not, and what to do then.
import { html, useEffect, useState } from "../../html.js";
import { t } from "../../i18n.js";
import { gaps } from "../../live/store.js";
import { link } from "../../live/stream.js";
import { Card, Loading } from "../../ui/basics.js";
import { Icon } from "../../ui/icon.js";

const EVERY = 5_000;

/** What `/readyz` says; it answers 503 with the same form if something is missing. */
async function ask() {
  const answer = await fetch("/readyz", { headers: { Accept: "application/json" } });
  return answer.json();
}

function Finding({ tone, icon, title, text, children }) {
  return html`<li class="finding">
    <span class="face" data-tone=${tone}><${Icon} name=${icon} /></span>
    <div class="grow">
      <strong>${title}</strong>
      <p class="soft">${text}</p>
      ${children}
    </div>
    <span class="chip" data-tone=${tone}>${t(`finding.${tone}`)}</span>
  </li>`;
}

/** `[{key, tone, icon, title, text}]` of how things stand. */
export function findings(ready, stream, missing) {
  const all = [];
  if (!ready) return [{ key: "server", tone: "red", icon: "warn", title: t("finding.server"), text: t("finding.server.away") }];
  for (const [pbx, connected] of Object.entries(ready.pbx)) {
    if (!connected)
      all.push({
        key: pbx,
        tone: "red",
        icon: "phone",
        title: t("finding.pbx", { pbx }),
        text: t("finding.pbx.away", { pbx }),
        help: "pbx",
      });
    else if (missing.includes(pbx))
      all.push({ key: pbx, tone: "amber", icon: "phone", title: t("finding.pbx", { pbx }), text: t("finding.pbx.gap") });
    else all.push({ key: pbx, tone: "green", icon: "phone", title: t("finding.pbx", { pbx }), text: t("finding.pbx.fine") });
  }
  if (!Object.keys(ready.pbx).length)
    all.push({ key: "none", tone: "amber", icon: "phone", title: t("finding.nopbx"), text: t("finding.nopbx.text") });
  all.push({
    key: "store",
    tone: ready.store ? "green" : "red",
    icon: "archive",
    title: t("finding.store"),
    text: t(ready.store ? "finding.store.fine" : "finding.store.away"),
  });
  const streams = {
    live: ["green", "finding.stream.live"],
    polling: ["amber", "finding.stream.polling"],
    connecting: ["amber", "finding.stream.connecting"],
    lost: ["red", "finding.stream.lost"],
  }[stream];
  all.push({ key: "stream", tone: streams[0], icon: "live", title: t("finding.stream"), text: t(streams[1]) });
  return all;
}

export function Connection() {
  const [ready, setReady] = useState(undefined);
  useEffect(() => {
    const look = () => ask().then(setReady, () => setReady(null));
    look();
    const again = setInterval(look, EVERY);
    return () => clearInterval(again);
  }, []);
  if (ready === undefined) return html`<div class="card"><${Loading} lines=${4} /></div>`;
  const found = findings(ready, link.value, gaps.value);
  const worst = ["red", "amber", "green"].find((tone) => found.some((finding) => finding.tone === tone));
  return html`<div class="stack">
    <div class="notice" data-tone=${worst}>
      <${Icon} name=${worst === "green" ? "check" : "warn"} />
      <div class="strong">${t(`finding.all.${worst}`)}</div>
    </div>
    <${Card} flush title=${t("settings.connection")}
      ><ul>
        ${found.map(
          (finding) =>
            html`<${Finding} key=${finding.key} ...${finding}
              >${
                finding.help &&
                html`<ul class="helplist soft small">
                  ${[1, 2, 3].map((n) => html`<li key=${n}>${t(`finding.help.${finding.help}.${n}`)}</li>`)}
                </ul>`
              }<//
            >`,
        )}
      </ul><//
    >
    <${Card} title=${t("finding.doctor")}
      ><p class="soft">${t("finding.doctor.text")}</p>
      <pre class="command">callflow doctor</pre>
    <//>
  </div>`;
}
