// How many calls there were, hour by hour or day by day, and how they came out.
import { html, useMemo, useState } from "../html.js";
import { t } from "../i18n.js";
import { get } from "../api.js";
import { now } from "../clock.js";
import { Card, Empty, Failed, Loading, Segments } from "./basics.js";
import { Chart } from "./chart.js";
import { columns, counted } from "./columns.js";
import { useLoad } from "./load.js";

/** Of `filter`, as `/api/calls/statistics` takes it. */
export function CallChart({ title, filter = {} }) {
  const [range, setRange] = useState("hour");
  const minute = Math.floor(now() / 60_000);
  const by = range === "hour" ? "hour" : "day";
  const times = useMemo(() => columns(by, minute * 60_000, range === "month" ? 30 : 7), [range, minute]);
  const { value, error, again } = useLoad(
    // Hours can be put into the days of any time zone.
    (signal) => get("/api/calls/statistics", { ...filter, by: "hour", from: new Date(times[0]).toISOString() }, { signal }),
    [range, minute, JSON.stringify(filter)],
  );
  const series = useMemo(() => {
    const sums = counted(value?.items ?? [], times);
    return ["answered", "abandoned", "other"].map((key) => ({
      name: t(`chart.${key}`),
      tone: { answered: "green", abandoned: "red", other: "grey" }[key],
      values: sums.map((sum) => sum[key]),
    }));
  }, [value, times]);
  const any = value?.items.some((row) => row.calls > 0);
  return html`<${Card}
    title=${title ?? t("chart.calls")}
    aside=${html`<${Segments} label=${t("chart.range")} value=${range} onChoose=${setRange} choices=${["hour", "week", "month"].map((key) => [key, t(`chart.${key}`)])} />`}
  >
    ${error ? html`<${Failed} error=${error} again=${again} />` : !value ? html`<${Loading} lines=${5} />` : any ? html`<${Chart} times=${times} series=${series} by=${by} label=${title ?? t("chart.calls")} />` : html`<${Empty} icon="reports" title=${t("chart.none")} />`}
  <//>`;
}
