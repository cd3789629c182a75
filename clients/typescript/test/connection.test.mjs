// The client at a real server.

import assert from "node:assert/strict";
import { test } from "node:test";

import { connect } from "../dist/index.js";
import { webSocket } from "./websocket.mjs";
import { demo, until } from "./demo.mjs";

for (const by of ["sse", "websocket"]) {
  test(`${by}: the view is what the API shows`, async (t) => {
    const server = await demo();
    t.after(() => server.stop());
    const states = [];
    const connection = connect({
      url: server.url,
      token: server.key,
      by,
      webSocket,
      onState: (state) => states.push(state),
    });
    t.after(() => connection.close());
    await until("a call", () => connection.view.calls.length > 0);
    await until("a change", () => states.includes("live"));
    // Calls go on meanwhile: at some moment both are the same.
    const same = async () => {
      const ids = (calls) => calls.map((call) => `${call.id} ${call.version}`).join();
      const listed = await server.get("/api/calls/live");
      return ids(listed.items) === ids(connection.view.calls);
    };
    await until("the same calls", same);
    const agents = await server.get("/api/agent");
    await until("the same agents", () => connection.view.agents.length >= agents.items.length);
    connection.close();
    assert.equal(await connection.closed, "closed");
    assert.deepEqual([states[0], states.at(-1)], ["connecting", "closed"]);
  });

  test(`${by}: a server that is killed is come back to`, async (t) => {
    let server = await demo();
    t.after(() => server.stop());
    const reasons = [];
    const connection = connect({
      url: server.url,
      token: server.key,
      by,
      webSocket,
      // The other server has another key.
      refresh: async () => server.key,
      onMessage: (message) => message.event === "snapshot" && reasons.push(message.data.reason),
    });
    t.after(() => connection.close());
    await until("a call", () => connection.view.calls.length > 0);
    const before = connection.lastEventId;
    await server.kill();
    server = await demo(new URL(server.url).port);
    await until("another run", () => connection.lastEventId?.split("-")[0] !== before.split("-")[0]);
    assert.ok(reasons.includes("missed"), reasons.join());
  });
}

test("who is not let in is told, and does not come again", async (t) => {
  const server = await demo();
  t.after(() => server.stop());
  const connection = connect({ url: server.url, token: "cfk_wrong" });
  assert.equal(await connection.closed, "signed_out");
  let asked = 0;
  const again = connect({ url: server.url, token: "cfk_wrong", refresh: async () => (asked++, "cfk_wrong_too") });
  assert.equal(await again.closed, "signed_out");
  assert.equal(asked, 1);
});
