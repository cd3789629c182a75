// The picture of a call, in SVG.
import { html, useEffect, useRef, useState } from "../html.js";
import { t, word } from "../i18n.js";
import { brief, clock, phone, time } from "../format.js";
import { layout, step } from "./layout.js";

const LANE = 58;
const TOP = 34;
const BAR = 26;

/** What a bar says when it is pointed at. */
function told(bar) {
  const length = brief(bar.to - bar.from);
  switch (bar.kind) {
    case "queue":
      return t("story.queue", { queue: bar.queue, length });
    case "talk":
      return t("story.talk", { with: bar.with.map(phone).join(", "), length });
    case "park":
      return t("story.park", { space: bar.space ?? "–", length });
    case "ringing":
      return t("story.ringing", { length });
    case "hold":
      return t("story.hold", { length });
    default:
      return t("story.line", { length });
  }
}

/** A bar's own word stands in it where there is room for it. */
function label(bar, width) {
  if (bar.kind === "line") return null;
  const text =
    bar.kind === "queue"
      ? bar.queue
      : bar.kind === "park" && bar.space
        ? `${t("kind.park")} ${bar.space}`
        : t(`kind.${bar.kind}`);
  const room = text.length * 7 + 14;
  const timed = `${text} ${clock(bar.to - bar.from)}`;
  if (width > timed.length * 7 + 14) return timed;
  return width > room ? text : null;
}

function Bar({ bar, y, x }) {
  const [left, right] = [x(bar.from), x(bar.to)];
  const width = Math.max(3, right - left);
  const thin = bar.kind === "line";
  const text = label(bar, width);
  return html`<g class=${`bar-${bar.kind}`}>
    <rect x=${left} y=${thin ? y + BAR / 2 - 3 : y} width=${width} height=${thin ? 6 : BAR} rx=${thin ? 3 : 5}
      ><title>${told(bar)} · ${time(bar.from)}</title></rect
    >
    ${text && html`<text x=${left + 8} y=${y + BAR / 2 + 4}>${text}</text>`}
  </g>`;
}

/** Where one party hands the call to another. */
function Link({ link, lanes, x, yOf }) {
  const at = x(link.at);
  const from = yOf(lanes.findIndex((lane) => lane.key === link.from)) + BAR / 2;
  const found = lanes.findIndex((lane) => lane.key === link.to);
  const to = found < 0 ? from - LANE / 2 : yOf(found) + BAR / 2;
  const down = to > from ? 1 : -1;
  return html`<g class="link" data-failed=${link.ok ? undefined : ""}>
    <title>${t(`story.${link.kind}`)} · ${time(link.at)}</title>
    <line x1=${at} y1=${from} x2=${at} y2=${to - down * 13} />
    <circle cx=${at} cy=${from} r="5" />
    <path d=${`M${at - 6} ${to - down * 22}L${at} ${to - down * 13}L${at + 6} ${to - down * 22}`} />
  </g>`;
}

export function Story({ call, now }) {
  const element = useRef(null);
  const [width, setWidth] = useState(900);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry.contentRect.width));
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  const { from, to, lanes, links, recordings } = layout(call, now);
  const phoneSized = width < 560;
  const left = phoneSized ? 6 : 176;
  const lane = phoneSized ? LANE + 12 : LANE;
  const right = width - 14;
  const x = (at) => left + ((at - from) / (to - from)) * (right - left);
  const yOf = (n) => TOP + n * lane + (phoneSized ? 30 : (lane - BAR) / 2);
  const rows = lanes.length + (recordings.length ? 1 : 0);
  const height = TOP + rows * lane + 10;
  const every = step(to - from, phoneSized ? 4 : 8);
  const ticks = Array.from({ length: Math.floor((to - from) / every) + 1 }, (_, n) => from + n * every);
  const kinds = ["queue", "ringing", "talk", "hold", "park"].filter((kind) =>
    lanes.some((lane) => lane.bars.some((bar) => bar.kind === kind)),
  );
  const heading = (n, name, number) =>
    phoneSized
      ? html`<text class="lane-name" x=${left} y=${TOP + n * lane + 20}
          >${name}${number && html`<tspan class="lane-number" dx="8">${number}</tspan>`}</text
        >`
      : html`<text class="lane-name" x="4" y=${yOf(n) + (number ? 9 : 17)}>${name}</text
          >${number && html`<text class="lane-number" x="4" y=${yOf(n) + 25}>${number}</text>`}`;
  const short = (text) => (text.length > 20 ? `${text.slice(0, 19)}…` : text);
  return html`<figure class="story" ref=${element}>
    <svg
      width=${width}
      height=${height}
      role="img"
      aria-label=${t("story.label", { parties: lanes.length, length: clock(to - from) })}
    >
      ${lanes.map((each, n) => n % 2 === 0 && html`<rect class="lane" key=${`ground${each.key}`} x="0" y=${TOP + n * lane} width=${width} height=${lane} rx="8" />`)}
      ${ticks.map((at) => html`<g class="tick" key=${at}><line x1=${x(at)} y1=${TOP - 6} x2=${x(at)} y2=${height - 8} /><text x=${x(at)} y=${TOP - 14} text-anchor=${at === from ? "start" : x(at) > right - 24 ? "end" : "middle"}>${clock(at - from)}</text></g>`)}
      ${call.answered_at && html`<g class="answered"><line x1=${x(Date.parse(call.answered_at))} y1=${TOP - 4} x2=${x(Date.parse(call.answered_at))} y2=${height - 8} /></g>`}
      ${lanes.map(
        (each, n) =>
          html`<g key=${each.key}> ${each.bars.map((bar, m) => html`<${Bar} key=${m} bar=${bar} y=${yOf(n)} x=${x} />`)} </g>`,
      )}
      ${recordings.length > 0 && html`<g>${recordings.map((bar, m) => html`<${Bar} key=${m} bar=${{ ...bar, kind: "record" }} y=${yOf(lanes.length)} x=${x} />`)}</g>`}
      ${links.map((link, n) => html`<${Link} key=${n} link=${link} lanes=${lanes} x=${x} yOf=${yOf} />`)}
      ${lanes.map((each, n) => html`<g key=${`name${each.key}`}>${heading(n, short(each.name ?? (each.number ? phone(each.number) : t("call.anonymous"))), each.name && each.number ? phone(each.number) : word("party", each.role))}</g>`)}
      ${recordings.length > 0 && html`<g>${heading(lanes.length, t("recording"), null)}</g>`}
    </svg>
    <figcaption class="legend">
      ${kinds.map((kind) => html`<span key=${kind} class=${`key-${kind}`}><i></i>${t(`kind.${kind}`)}</span>`)}${links.some((link) => link.kind === "transfer") && html`<span class="key-link"><i></i>${t("kind.transfer")}</span>`}${call.answered_at && html`<span class="key-answered"><i></i>${t("kind.answered")}</span>`}
    </figcaption>
  </figure>`;
}
