// Recordings of a call, to listen to; where the server has no such route, that there are some.
import { html } from "../../html.js";
import { t } from "../../i18n.js";
import { time } from "../../format.js";
import { get, part } from "../../api.js";
import { may } from "../../session.js";
import { Card } from "../../ui/basics.js";
import { Icon } from "../../ui/icon.js";
import { useLoad } from "../../ui/load.js";

const span = (item) => `${time(item.from)} – ${item.to ? time(item.to) : t("recording.on")}`;

/** A format without a picture has none. */
const hide = (event) => {
  event.target.hidden = true;
};

function Player({ item }) {
  const path = `/api/recordings/${part(item.id)}`;
  if (item.removed) return html`<p class="soft small">${span(item)} · ${t("recording.removed")}</p>`;
  return html`<div class="player">
    <img src=${`${path}/waveform.svg`} alt="" onError=${hide} />
    <audio controls preload="none" src=${`${path}/audio`} aria-label=${t("recording")}></audio>
    <div class="row between">
      <span class="soft small">${span(item)}</span>
      ${
        may("recordings.download") &&
        html`<a class="button tiny" href=${`${path}/audio?download=1`} download><${Icon} name="download" />${t("download")}</a>`
      }
    </div>
  </div>`;
}

function Named({ item }) {
  return html`<div class="row">
    <span class="face" data-tone="red"><${Icon} name="record" /></span>
    <span class="grow person">
      <span class="clip mono small">${item.file ?? t("recording")}</span>
      <span class="soft small">${span(item)}</span>
    </span>
  </div>`;
}

export function Recordings({ call }) {
  const listens = may("recordings.listen");
  const { value, error } = useLoad(
    async (signal) => (listens ? get("/api/recordings", { call: call.id }, { signal }) : null),
    [call.id, call.recordings.length],
  );
  if (value?.items.length) {
    return html`<${Card} title=${t("recordings")}>
      <div class="stack">${value.items.map((item) => html`<${Player} key=${item.id} item=${item} />`)}</div>
    <//>`;
  }
  const why = !listens ? "forbidden" : error?.status === 404 ? "noroute" : "notfound";
  return html`<${Card} title=${t("recordings")}>
    <div class="stack tight">
      ${call.recordings.map((item, n) => html`<${Named} key=${n} item=${item} />`)}
      <p class="soft small">${t(`recordings.${why}`)}</p>
    </div>
  <//>`;
}
