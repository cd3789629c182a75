import assert from "node:assert/strict";
import { test } from "node:test";
import { applyChange, applyGone, applyQueue, applySnapshot, keyOf, model, stateOf, taken } from "../../js/live/model.js";

const call = (id, version, more = {}) => ({ id, version, state: "up", ended_at: null, merged_into: null, ...more });
const change = (type, data) => ({ id: "office-1", at: "2026-11-20T18:10:04Z", tenant: "default", pbx: "office", type, data });

function following(...calls) {
  const m = model();
  const queue = {
    queue: "sales",
    pbx: "office",
    waiting: 1,
    waiting_since: null,
    members: [{ interface: "PJSIP/102", member: "102" }],
  };
  const agent = { agent: "101", pbx: "office", state: "available", queues: ["sales"] };
  const extension = { extension: "3000", pbx: "office", status: "online", lease: { state: "free" } };
  applySnapshot(m, { calls, queues: [queue], agents: [agent], extensions: [extension] });
  taken(m);
  return m;
}

test("a snapshot takes the place of all that was known, and what is gone is touched", () => {
  const m = following(call("a", 1), call("b", 1));
  applySnapshot(m, { calls: [call("b", 2)], queues: [], agents: [], extensions: [] });
  assert.deepEqual([...m.calls.keys()], ["b"]);
  assert.deepEqual(
    taken(m)
      .filter(([kind]) => kind === "calls")
      .sort(),
    [
      ["calls", "a"],
      ["calls", "b"],
    ],
  );
  assert.equal(m.queues.size + m.agents.size + m.extensions.size, 0);
});

test("calls come, change and go", () => {
  const m = following();
  applyChange(m, change("call.started", call("a", 1, { state: "ringing" })));
  applyChange(m, change("call.updated", call("a", 2)));
  assert.equal(m.calls.get("a").state, "up");
  applyChange(m, change("call.ended", call("a", 3, { state: "ended", ended_at: "2026-11-20T18:11:00Z" })));
  assert.equal(m.calls.size, 0);
});

test("an older version does not overwrite a newer one, and a correction of an ended call brings it not back", () => {
  const m = following(call("a", 5, { state: "held" }));
  applyChange(m, change("call.updated", call("a", 4)));
  assert.equal(m.calls.get("a").state, "held");
  applyChange(m, change("call.updated", call("z", 9, { state: "ended", ended_at: "2026-11-20T18:11:00Z" })));
  applyChange(m, change("call.updated", call("a", 6, { merged_into: "b" })));
  assert.equal(m.calls.size, 0);
});

test("members are put by their interface, and removed", () => {
  const m = following();
  const key = keyOf("office", "sales");
  applyChange(
    m,
    change("queue.member", { queue: "sales", interface: "PJSIP/101", member: "101", paused: false, removed: false }),
  );
  assert.deepEqual(
    m.queues.get(key).members.map((member) => member.member),
    ["101", "102"],
  );
  applyChange(m, change("queue.member", { queue: "sales", interface: "PJSIP/102", member: "102", removed: true }));
  assert.deepEqual(
    m.queues.get(key).members.map((member) => member.member),
    ["101"],
  );
  applyQueue(m, { queue: "sales", pbx: "office", waiting: 3, members: [] });
  assert.equal(m.queues.get(key).waiting, 3);
});

test("agents, extensions and leases take what is told of them and keep the rest", () => {
  const m = following();
  applyChange(m, change("agent.state", { agent: "101", state: "in_call" }));
  assert.deepEqual(m.agents.get(keyOf("office", "101")).queues, ["sales"]);
  assert.equal(m.agents.get(keyOf("office", "101")).state, "in_call");
  applyChange(m, change("lease.changed", { extension: "3000", state: "reserved" }));
  assert.equal(m.extensions.get(keyOf("office", "3000")).lease.state, "reserved");
  applyChange(m, change("lease.changed", { extension: "9999", state: "reserved" }));
  assert.equal(m.extensions.size, 1);
});

test("what one may see no more is gone", () => {
  const m = following(call("a", 1));
  applyGone(m, { kind: "call", id: "a", pbx: "office" });
  applyGone(m, { kind: "agent", id: "101", pbx: "office" });
  assert.equal(m.calls.size + m.agents.size, 0);
});

test("a gap lasts until Asterisk is asked anew; unknown changes teach nothing", () => {
  const m = following();
  applyChange(m, change("link.gap", null));
  assert.deepEqual([...m.gaps], ["office"]);
  applyChange(m, change("link.resynced", null));
  assert.equal(m.gaps.size, 0);
  taken(m);
  applyChange(m, change("something.new", {}));
  assert.deepEqual(taken(m), []);
});

test("who listens to a menu talks with nobody", () => {
  assert.equal(stateOf(call("a", 1, { answered: false })), "dialplan");
  assert.equal(stateOf(call("a", 2, { answered: true })), "up");
  assert.equal(stateOf(call("a", 3, { answered: true, state: "held" })), "held");
  assert.equal(stateOf(call("a", 4, { answered: false, state: "queued" })), "queued");
});
