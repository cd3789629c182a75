// Columns over time, stacked, by uPlot: loaded when the first chart is shown.
import { html, useEffect, useRef } from "../html.js";
import { t } from "../i18n.js";
import { day, hourMinute, number } from "../format.js";
import { colour, colours } from "../theme.js";
import { language } from "../i18n.js";

let loading = null;
const uplot = () => (loading ??= import("../../vendor/uplot/uplot.mjs").then((module) => module.default));

/** Sums from below: uPlot draws the highest first and the others over it. */
function stacked(series) {
  const sums = series[0].values.map(() => 0);
  return series.map(({ values }) => values.map((value, n) => (sums[n] += value))).reverse();
}

/**
 * `times` in milliseconds, one a column; `series` from below: `{name, tone, values}`. `by` is `"hour"` or `"day"`. Who does
 * not see it is given the same as a table.
 */
export function Chart({ times, series, by, label, height = 240 }) {
  const element = useRef(null);
  const shade = colours.value;
  const tongue = language.value;
  useEffect(() => {
    let [chart, gone] = [null, false];
    const size = () => ({ width: Math.max(200, element.current.clientWidth), height });
    const observer = new ResizeObserver(() => chart?.setSize(size()));
    uplot().then((uPlot) => {
      if (gone || !times.length) return;
      const above = [...series].reverse();
      const bars = uPlot.paths.bars({ size: [0.72, 44], radius: 0.14 });
      const axis = { stroke: colour("--soft"), font: `12px ${colour("--font")}`, ticks: { show: false } };
      const named = by === "day" ? day : hourMinute;
      chart = new uPlot(
        {
          ...size(),
          padding: [8, 8, 0, 0],
          legend: { show: false },
          cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
          scales: {
            x: {
              range: (_, low, high) => {
                const half = by === "day" ? 43_200 : 1_800;
                return [low - half, high + half];
              },
            },
            y: { range: (_, __, high) => [0, Math.max(4, high * 1.08)] },
          },
          axes: [
            {
              ...axis,
              grid: { show: false },
              size: 30,
              values: (_, at) => at.map((s) => (by === "day" ? day(s * 1000) : hourMinute(s * 1000))),
              space: by === "day" ? 76 : 54,
              incrs:
                by === "day" ? [86_400, 172_800, 432_000, 604_800, 1_209_600] : [3_600, 7_200, 10_800, 21_600, 43_200, 86_400],
            },
            {
              ...axis,
              grid: { stroke: colour("--line"), width: 1 },
              size: 44,
              incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000],
              values: (_, at) => at.map((v) => number(v)),
            },
          ],
          series: [
            {},
            ...above.map(({ tone }) => ({ paths: bars, fill: colour(`--${tone}-mark`), width: 0, points: { show: false } })),
          ],
          hooks: {
            setCursor: [
              (plot) => {
                const tip = element.current?.querySelector(".tip");
                if (!tip) return;
                const at = plot.cursor.idx;
                tip.hidden = at === null || at === undefined || plot.cursor.left < 0;
                if (tip.hidden) return;
                tip.replaceChildren(
                  ...[
                    [named(times[at]), null],
                    ...above.map(({ name, tone, values }) => [`${name} ${number(values[at])}`, tone]),
                  ].map(([text, tone]) => {
                    const line = document.createElement("span");
                    line.textContent = text;
                    if (tone) line.dataset.tone = tone;
                    return line;
                  }),
                );
                const left = plot.valToPos(times[at] / 1000, "x") + plot.bbox.left / devicePixelRatio;
                tip.style.left = `${Math.min(Math.max(left, 70), plot.width - 70)}px`;
              },
            ],
          },
        },
        [times.map((ms) => ms / 1000), ...stacked(series)],
        element.current.querySelector(".plot"),
      );
      observer.observe(element.current);
    });
    return () => {
      gone = true;
      observer.disconnect();
      chart?.destroy();
    };
  }, [times, series, by, shade, tongue]);
  const named = by === "day" ? day : hourMinute;
  return html`<figure class="chart" ref=${element}>
    <div class="plot" aria-hidden="true"></div>
    <div class="tip" hidden aria-hidden="true"></div>
    <figcaption class="legend">
      ${series.map(({ name, tone }) => html`<span key=${name} data-tone=${tone}><i></i>${name}</span>`)}
    </figcaption>
    <table class="sr">
      <caption>
        ${label}
      </caption>
      <thead>
        <tr>
          <th>${t("column.time")}</th>
          ${series.map(({ name }) => html`<th key=${name}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${times.map(
          (at, n) =>
            html`<tr key=${at}>
              <th>${named(at)}</th>
              ${series.map(({ name, values }) => html`<td key=${name}>${values[n]}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </figure>`;
}
