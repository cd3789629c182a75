// A call as a picture, before it is drawn: a lane for each party, with what it did when. Pure.

const ms = (stamp) => (stamp ? Date.parse(stamp) : null);

/** Legs of one party share a lane; those that Asterisk needs within itself have none. */
function lanesOf(call) {
  const lanes = new Map();
  const legs = call.legs.filter((leg) => !leg.internal && leg.role !== "internal");
  for (const leg of legs) {
    const isCaller = leg.role === "caller";
    const number = leg.number ?? (isCaller ? call.caller.number : null);
    const key = isCaller ? "caller" : (number ?? leg.channel);
    if (!lanes.has(key)) lanes.set(key, { key, number, name: null, role: leg.role, legs: [], bars: [] });
    const lane = lanes.get(key);
    lane.name ??= leg.name ?? (isCaller ? call.caller.name : call.parties.find((party) => party.number === number)?.name) ?? null;
    lane.legs.push(leg);
  }
  return [...lanes.values()].sort((a, b) => Number(b.key === "caller") - Number(a.key === "caller"));
}

/** Parts of `[from, to]` that none of `others` covers. */
export function without([from, to], others) {
  let left = [[from, to]];
  for (const [a, b] of others) {
    left = left.flatMap(([from, to]) =>
      b <= from || a >= to
        ? [[from, to]]
        : [
            [from, Math.min(a, to)],
            [Math.max(b, from), to],
          ].filter(([x, y]) => y > x),
    );
  }
  return left;
}

/** Distances of the marks of time: round ones, so that some six fit. */
export function step(length, room) {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800].map((s) => s * 1_000);
  return steps.find((step) => length / step <= room) ?? 86_400_000;
}

/**
 * `{from, to, lanes, links, recordings}` of a call, in milliseconds. A lane has `bars` (`{kind, from, to}`), a link leads
 * from one lane to another at a time (`{kind, at, from, to, ok}`).
 */
export function layout(call, now) {
  const from = ms(call.started_at);
  const to = Math.max(ms(call.ended_at) ?? now, ...call.legs.map((leg) => ms(leg.ended_at) ?? 0), from + 1_000);
  const lanes = lanesOf(call);
  const laneOf = (number) => {
    if (!number) return null;
    // As dialled there may be an access prefix before it.
    return (
      lanes.find((lane) => lane.number === number) ??
      lanes.find((lane) => lane.number?.length >= 5 && number.endsWith(lane.number)) ??
      null
    );
  };
  const end = (stamp) => ms(stamp) ?? to;

  for (const lane of lanes) {
    const isCaller = lane.key === "caller";
    for (const leg of lane.legs) {
      const answered = ms(leg.answered_at);
      if (!isCaller || call.originated) {
        const rang = ms(leg.ringing_at) ?? ms(leg.started_at);
        const until = answered ?? end(leg.ended_at);
        if (until > rang)
          lane.bars.push({ kind: "ringing", from: rang, to: until, outcome: answered ? null : (leg.dial_status ?? null) });
      }
      const begin = isCaller && !call.originated ? ms(leg.started_at) : answered;
      if (begin !== null) lane.bars.push({ kind: "line", from: begin, to: end(leg.ended_at) });
    }
    for (const segment of call.segments) {
      if (segment.parties.length > 1 && lane.number && segment.parties.includes(lane.number)) {
        lane.bars.push({
          kind: "talk",
          from: ms(segment.from),
          to: end(segment.to),
          with: segment.parties.filter((number) => number !== lane.number),
        });
      }
    }
  }
  const caller = lanes.find((lane) => lane.key === "caller") ?? lanes[0];
  for (const visit of call.queue_visits) {
    caller?.bars.push({ kind: "queue", from: ms(visit.joined_at), to: end(visit.left_at), queue: visit.queue });
  }
  for (const hold of call.holds) {
    (laneOf(hold.by) ?? caller)?.bars.push({ kind: "hold", from: ms(hold.from), to: end(hold.to) });
  }
  for (const park of call.parks) {
    // Who is parked is not who parked it.
    const lane = caller && caller.number === park.by ? lanes.find((lane) => lane !== caller) : caller;
    lane?.bars.push({ kind: "park", from: ms(park.from), to: end(park.to), space: park.space });
  }
  const order = { line: 0, ringing: 1, talk: 2, queue: 3, park: 4, hold: 5 };
  for (const lane of lanes) {
    // While one waits or is parked nobody is talked to, whatever bridge the channel is in.
    const silent = lane.bars.filter((bar) => bar.kind === "park").map((bar) => [bar.from, bar.to]);
    lane.bars = lane.bars.flatMap((bar) =>
      bar.kind === "talk" ? without([bar.from, bar.to], silent).map(([from, to]) => ({ ...bar, from, to })) : [bar],
    );
    lane.bars.sort((a, b) => order[a.kind] - order[b.kind] || a.from - b.from);
  }
  const links = [];
  for (const transfer of call.transfers) {
    const [by, target] = [laneOf(transfer.by), laneOf(transfer.to)];
    if (by)
      links.push({
        kind: "transfer",
        at: ms(transfer.at),
        from: by.key,
        to: target?.key ?? null,
        ok: transfer.succeeded,
        attended: transfer.kind === "attended",
      });
  }
  for (const pickup of call.pickups) {
    const [whose, by] = [laneOf(pickup.from), laneOf(pickup.by)];
    const at = by?.bars.find((bar) => bar.kind === "line")?.from;
    if (whose && by && at) links.push({ kind: "pickup", at, from: whose.key, to: by.key, ok: true });
  }
  const recordings = call.recordings.map((recording) => ({ from: ms(recording.from), to: end(recording.to) }));
  return { from, to, lanes, links, recordings };
}
