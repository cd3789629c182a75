// A call in words, one step after the other: for those who listen to a page, and for those who want to know exactly. Pure.

/** `[{at, key, icon, tone, values}]` in the order of time; `key` is that of a text. */
export function steps(call) {
  const all = [];
  const add = (at, key, icon, tone, values = {}) => at && all.push({ at, key, icon, tone, values });
  const caller = call.caller.name ?? call.caller.number;
  const named = (number) => {
    const party = call.parties.find((party) => party.number === number);
    return party?.name ? `${party.name} (${number})` : number;
  };
  const begin = call.originated ? "originated" : call.direction === "unknown" ? "began" : call.direction;
  add(call.started_at, `step.${begin}`, call.direction, "grey", {
    caller,
    dialled: call.dialled ?? "–",
    by: call.originated_by ?? "",
  });
  for (const visit of call.queue_visits) {
    add(visit.joined_at, visit.position ? "step.joined" : "step.joined.open", "queues", "blue", {
      queue: visit.queue,
      position: visit.position,
    });
    if (visit.left_at && visit.outcome !== "answered")
      add(visit.left_at, `step.left.${visit.outcome ?? "lost"}`, "queues", visit.outcome === "abandoned" ? "red" : "grey", {
        queue: visit.queue,
        wait: visit.wait_ms,
      });
  }
  for (const away of call.turned_away ?? []) add(away.at, "step.turned_away", "queues", "red", { queue: away.queue });
  for (const leg of call.legs) {
    if (leg.internal || leg.role === "internal" || (leg.role === "caller" && !call.originated)) continue;
    const who = named(leg.number ?? leg.channel);
    add(leg.ringing_at ?? (leg.answered_at ? null : leg.started_at), "step.rang", "phone", "amber", { who });
    if (leg.answered_at) add(leg.answered_at, "step.answered", "check", "green", { who });
    else if (leg.ended_at && ["BUSY", "CONGESTION", "CHANUNAVAIL"].includes(leg.dial_status))
      add(leg.ended_at, `step.${leg.dial_status.toLowerCase()}`, "close", "red", { who });
  }
  for (const hold of call.holds) {
    add(hold.from, "step.held", "hold", "violet", { who: named(hold.by ?? "–") });
    add(hold.to, "step.resumed", "play", "green", { who: named(hold.by ?? "–"), ms: hold.ms });
  }
  for (const transfer of call.transfers) {
    const way = transfer.kind === "attended" ? "attended" : "blind";
    add(
      transfer.at,
      `step.transfer.${way}${transfer.succeeded ? "" : ".failed"}`,
      "transfer",
      transfer.succeeded ? "teal" : "red",
      { by: named(transfer.by ?? "–"), to: named(transfer.to ?? "–") },
    );
  }
  for (const park of call.parks) {
    add(park.from, "step.parked", "park", "teal", { by: named(park.by ?? "–"), space: park.space ?? "–" });
    add(park.to, `step.park.${park.outcome ?? "given_up"}`, "park", park.outcome === "retrieved" ? "green" : "amber", {
      by: named(park.retrieved_by ?? "–"),
    });
  }
  for (const recording of call.recordings) {
    add(recording.from, "step.record", "record", "red");
    add(recording.to, "step.recorded", "record", "grey");
  }
  if (call.ended_at)
    add(call.ended_at, `step.ended.${call.hung_up_by ?? "system"}`, "hangup", "grey", { caller, ms: call.duration_ms });
  // Sorting keeps the order of what came at the same time.
  return all.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
