// Who did what: the audit log, newest first.
import { html, useState } from "../../html.js";
import { t, word } from "../../i18n.js";
import { when } from "../../format.js";
import { get } from "../../api.js";
import { Card, Empty, Failed, Loading } from "../../ui/basics.js";
import { Icon } from "../../ui/icon.js";
import { useLoad } from "../../ui/load.js";

/** Who it was, by the words of the entry. */
function actor(entry) {
  return entry.actor.name ?? word("actor", entry.actor.kind);
}

/** Ids without a meaning tell people nothing: their beginning is enough to tell two apart. */
const short = (target) => (/^[0-9a-f]{32}$/.test(target ?? "") ? `${target.slice(0, 8)}…` : (target ?? "–"));

const TONES = { done: "green", unknown: "amber", refused: "red", failed: "red" };

export function Audit() {
  const [cursors, setCursors] = useState([null]);
  const cursor = cursors.at(-1);
  const { value, error, loading, again } = useLoad(
    (signal) => get("/api/audit", { limit: 50, cursor, sort: "-created_at" }, { signal }),
    [cursor],
  );
  return html`<${Card}
    flush
    title=${t("settings.audit")}
    aside=${html`<span class="row"
      ><button
        class="iconbutton"
        disabled=${cursors.length < 2}
        aria-label=${t("newer")}
        onClick=${() => setCursors(cursors.slice(0, -1))}
      >
        <${Icon} name="back" /></button
      ><button
        class="iconbutton"
        disabled=${!value?.next_cursor || loading}
        aria-label=${t("older")}
        onClick=${() => setCursors([...cursors, value.next_cursor])}
      >
        <${Icon} name="next" /></button
    ></span>`}
  >
    ${
      error
        ? html`<${Failed} error=${error} again=${again} />`
        : !value
          ? html`<${Loading} lines=${8} />`
          : value.items.length
            ? html`<div class="tablewrap">
                <table class="table cards">
                  <caption class="sr">
                    ${t("settings.audit")}
                  </caption>
                  <thead>
                    <tr>
                      <th>${t("column.time")}</th>
                      <th>${t("audit.who")}</th>
                      <th>${t("audit.what")}</th>
                      <th>${t("audit.target")}</th>
                      <th>${t("audit.outcome")}</th>
                      <th>${t("audit.from")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${value.items.map(
                      (entry) =>
                        html`<tr key=${entry.id}>
                          <td class="nowrap soft">${when(entry.at)}</td>
                          <td class="strong">${actor(entry)}</td>
                          <td title=${entry.action}>${word("audit.did", entry.action)}</td>
                          <td class="wide mono small soft">
                            <span class="clip" title=${entry.target}>${short(entry.target)}</span>
                          </td>
                          <td>
                            <span class="chip" data-tone=${TONES[entry.outcome] ?? "grey"}
                              >${word("outcome", entry.outcome)}</span
                            >
                          </td>
                          <td class="off soft mono small">${entry.address ?? "–"}</td>
                        </tr>`,
                    )}
                  </tbody>
                </table>
              </div>`
            : html`<${Empty} icon="list" title=${t("audit.none")} />`
    }
  <//>`;
}
