// How the server's connections stand, in plain words: what works, what does not, and what to do then.
import { html, useEffect, useState } from "../../html.js";
import { t } from "../../i18n.js";
import { number, when } from "../../format.js";
import { ApiError, get, part } from "../../api.js";
import { may } from "../../session.js";
import { gaps } from "../../live/store.js";
import { link } from "../../live/stream.js";
import { Card, Empty, Failed, Loading } from "../../ui/basics.js";
import { Icon } from "../../ui/icon.js";

const EVERY = 5_000;

/** What `/readyz` says; it answers 503 with the same form if something is missing. */
async function ask() {
  const answer = await fetch("/readyz", { headers: { Accept: "application/json" } });
  const ready = await answer.json();
  // How each connection is doing is for those alone who answer for the whole server.
  const links = may("settings.read") ? await get("/api/connections").catch(() => null) : null;
  return { ready, links: links?.items ?? [] };
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
    const [tone, says] = !connected ? ["red", "away"] : missing.includes(pbx) ? ["amber", "gap"] : ["green", "fine"];
    const help = connected ? undefined : "pbx";
    all.push({ key: pbx, pbx, tone, icon: "phone", title: t("finding.pbx", { pbx }), text: t(`finding.pbx.${says}`), help });
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

/** What is known of one connection, in a line. */
function Known({ known }) {
  const facts = [
    known.address,
    known.asterisk && `Asterisk ${known.asterisk}`,
    known.since && t("link.since", { at: when(known.since) }),
    t("link.events", { count: known.events, events: number(known.events) }),
    known.disconnects > 0 && t("link.disconnects", { count: known.disconnects }),
    known.error,
  ];
  return html`<p class="soft small">${facts.filter(Boolean).join(" · ")}</p>`;
}

const TONES = { fine: "green", note: "amber", fault: "red" };
const ICONS = { fine: "check", note: "info", fault: "warn" };
const ORDER = ["fault", "note", "fine"];

/** What `callflow doctor` says of one Asterisk, asked for by a button: it listens for some seconds. */
function Doctor({ pbx }) {
  const [state, setState] = useState({});
  const look = async () => {
    setState({ busy: true });
    try {
      setState({ found: (await get(`/api/connections/${part(pbx)}/findings`, { seconds: 5 })).findings });
    } catch (error) {
      setState({ error: error instanceof ApiError ? error : new ApiError(0) });
    }
  };
  const found = state.found && ORDER.flatMap((weight) => state.found.filter((finding) => finding.weight === weight));
  return html`<${Card}
    flush
    title=${t("doctor.title", { pbx })}
    aside=${html`<button class="button tiny" disabled=${state.busy} onClick=${look}><${Icon} name="search" />${t(found ? "doctor.again" : "doctor.look")}</button>`}
  >
    <div aria-live="polite">
      ${
        state.busy &&
        html`<div class="card-body">
          <p class="soft">${t("doctor.busy")}</p>
          <${Loading} lines=${4} />
        </div>`
      }
      ${state.error && html`<${Failed} error=${state.error} again=${look} />`}
      ${
        found &&
        html`<ul lang="en">
          ${found.map(
            ({ weight, text }, n) =>
              html`<li class="finding small" key=${n}>
                <span class="sign" data-tone=${TONES[weight]}
                  ><${Icon} name=${ICONS[weight]} label=${t(`finding.${TONES[weight]}`)}
                /></span>
                <p class="grow">${text}</p>
              </li>`,
          )}
        </ul>`
      }
      ${!state.busy && !state.error && !found && html`<${Empty} icon="search" title=${t("doctor.none")} text=${t("doctor.text")} />`}
    </div>
  <//>`;
}

export function Connection() {
  const [known, setKnown] = useState(undefined);
  useEffect(() => {
    const look = () => ask().then(setKnown, () => setKnown({ ready: null, links: [] }));
    look();
    const again = setInterval(look, EVERY);
    return () => clearInterval(again);
  }, []);
  if (known === undefined) return html`<div class="card"><${Loading} lines=${4} /></div>`;
  const { ready, links } = known;
  const found = findings(ready, link.value, gaps.value);
  const worst = ["red", "amber", "green"].find((tone) => found.some((finding) => finding.tone === tone));
  const linkOf = (pbx) => links.find((link) => link.pbx === pbx);
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
              >${finding.pbx && linkOf(finding.pbx) && html`<${Known} known=${linkOf(finding.pbx)} />`}${
                finding.help &&
                html`<ul class="helplist soft small">
                  ${[1, 2, 3].map((n) => html`<li key=${n}>${t(`finding.help.${finding.help}.${n}`)}</li>`)}
                </ul>`
              }<//
            >`,
        )}
      </ul><//
    >
    ${links.map(({ pbx }) => html`<${Doctor} key=${pbx} pbx=${pbx} />`)}
  </div>`;
}
