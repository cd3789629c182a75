// What needs no server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { backoff } from "../dist/backoff.js";
import { connect, View } from "../dist/index.js";
import { Frames } from "../dist/sse.js";

test("a stream is cut into the same messages wherever its pieces end", () => {
  const text = 'id: 1\nevent: change\ndata: {"a":"x: y"}\n\n:\n\nid: 2\n\nevent: closing\ndata: {}\n\n';
  const want = [
    { id: "1", event: "change", data: { a: "x: y" } },
    { id: null, event: "", data: null },
    { id: "2", event: "", data: null },
    { id: null, event: "closing", data: {} },
  ];
  for (let at = 0; at <= text.length; at++) {
    const frames = new Frames();
    assert.deepEqual([...frames.take(text.slice(0, at)), ...frames.take(text.slice(at))], want, `${at}`);
  }
});

test("a socket that fails and closes is one failure, and a server that is not there no unhandled one", async (t) => {
  let asked = 0;
  t.mock.method(globalThis, "fetch", async () => {
    asked += 1;
    throw new TypeError("nobody is there");
  });
  const unhandled = [];
  const note = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", note);
  t.after(() => process.off("unhandledRejection", note));
  const webSocket = () => {
    const socket = { close: () => {} };
    setImmediate(() => (socket.onerror?.({}), socket.onclose?.({})));
    return socket;
  };
  const waiting = new Promise((resolve) => {
    const onState = (state) => state === "waiting" && resolve();
    const connection = connect({ url: "http://127.0.0.1:1", by: "websocket", webSocket, onState });
    t.after(() => connection.close());
  });
  await waiting;
  await new Promise(setImmediate);
  assert.deepEqual([asked, unhandled], [1, []]);
});

test("waiting doubles up to half a minute, and is spread", () => {
  const waits = [1, 2, 3, 7, 100].map((attempt) => [backoff(attempt, () => 0), backoff(attempt, () => 1)]);
  assert.deepEqual(waits, [[250, 500], [500, 1000], [1000, 2000], [15000, 30000], [15000, 30000]]);
});

test("the view takes what there is and leaves what it does not know", () => {
  const view = new View();
  const place = { pbx: "default", tenant: "acme" };
  const change = (type, data) => view.take({ id: null, event: "change", data: { ...place, type, data } });
  const call = { id: "c", started_at: "2026-01-01T00:00:00Z", ended_at: null, merged_into: null };
  view.take({ id: null, event: "snapshot", data: { reason: "start", calls: [call], queues: [], agents: [], extensions: [] } });
  change("call.updated", { ...call, id: "b" });
  assert.deepEqual(view.calls.map((call) => call.id), ["b", "c"]);
  change("call.merged", { ...call, id: "b", merged_into: "c" });
  change("call.ended", { ...call, ended_at: "2026-01-01T00:00:01Z" });
  assert.deepEqual(view.calls, []);

  const member = { queue: "sales", interface: "PJSIP/102", removed: false };
  change("queue.member", member);
  change("queue.member", { ...member, interface: "PJSIP/101" });
  change("queue.member", { ...member, removed: true });
  view.take({ id: null, event: "queue", data: { ...view.queue("default", "sales"), waiting: 2 } });
  const queue = view.queue("default", "sales");
  assert.deepEqual([queue.waiting, queue.members.map((member) => member.interface)], [2, ["PJSIP/101"]]);

  change("agent.state", { agent: "101", state: "paused", before: {} });
  assert.deepEqual(view.agent("default", "101"), { agent: "101", state: "paused", ...place });
  view.take({ id: null, event: "gone", data: { kind: "agent", pbx: "default", id: "101" } });
  assert.deepEqual(view.agents, []);

  change("lease.changed", { extension: "101", state: "busy" });
  change("extension.status", { extension: "101", status: "online", lease: { state: "free" } });
  change("lease.changed", { extension: "101", state: "busy" });
  assert.equal(view.extension("default", "101").lease.state, "busy");
  change("something.new", {});
  view.take({ id: null, event: "something else", data: null });
});
