// Earlier clients' side: the real socket.io-client.

import assert from "node:assert/strict";
import { test } from "node:test";

import { io } from "socket.io-client";

import { demo } from "./demo.mjs";

/** The next payload of an event for which something holds. */
function next(socket, event, holds = () => true) {
  return new Promise((resolve) => {
    const take = (data) => {
      if (!holds(data)) return;
      socket.off(event, take);
      resolve(data);
    };
    socket.on(event, take);
  });
}

for (const transports of [["polling"], ["websocket"], ["polling", "websocket"]]) {
  test(`socket.io-client by ${transports.join(", then ")}`, { timeout: 120_000 }, async (t) => {
    const server = await demo();
    t.after(() => server.stop());
    const socket = io(server.url, { transports, auth: { token: server.key } });
    t.after(() => socket.close());
    const first = next(socket, "snapshot");
    const calls = next(socket, "ongoingCalls", (calls) => calls.length > 0);
    const ended = next(socket, "callEnded");
    const state = next(socket, "agentStatusUpdate");
    assert.deepEqual(await first, { reason: "start" });
    const [call] = await calls;
    assert.equal(call.state === "ended", false);
    assert.equal((await ended).state, "ended");
    assert.equal(typeof (await state).agent, "string");

    const agents = next(socket, "agentStatusWithStats", (agents) => agents.length > 0);
    socket.emit("requestAgentList");
    assert.ok("today" in (await agents)[0]);
    const queues = next(socket, "allQueueStats", (queues) => queues.length > 0);
    socket.emit("requestAllQueueStats");
    assert.ok("metrics" in (await queues)[0]);

    const answer = await socket.emitWithAck("hangupCall", "default-0.0");
    assert.deepEqual([answer.ok, answer.problem.status], [false, 404]);
  });
}

test("who shows no key, or a wrong one, is not let in", async (t) => {
  const server = await demo();
  t.after(() => server.stop());
  for (const auth of [{}, { token: "cfk_wrong" }]) {
    const socket = io(server.url, { auth, reconnection: false, forceNew: true });
    const error = await next(socket, "connect_error");
    assert.equal(error.message, "sign in first");
    socket.close();
  }
});
