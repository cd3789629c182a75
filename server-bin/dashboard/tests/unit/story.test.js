import assert from "node:assert/strict";
import { test } from "node:test";
import { layout, step, without } from "../../js/story/layout.js";
import { steps } from "../../js/story/steps.js";

const at = (s) => new Date(Date.parse("2026-11-20T18:10:00Z") + s * 1000).toISOString();
const leg = (role, number, more) => ({
  uniqueid: `${number}.1`,
  channel: `PJSIP/${number}-1`,
  role,
  number,
  name: null,
  started_at: at(0),
  ringing_at: null,
  answered_at: null,
  ended_at: at(60),
  dial_status: null,
  internal: false,
  ...more,
});

/** 101 waits in a queue, talks with 102, who hands the call to 103. */
const transferred = {
  started_at: at(0),
  answered_at: at(10),
  ended_at: at(60),
  state: "ended",
  direction: "inbound",
  originated: false,
  originated_by: null,
  caller: { number: "+12025550143", name: "ACME" },
  dialled: "+15125550170",
  hung_up_by: "caller",
  duration_ms: 60_000,
  legs: [
    leg("caller", "+12025550143", { answered_at: at(0) }),
    leg("member", "102", { started_at: at(5), ringing_at: at(6), answered_at: at(10), ended_at: at(30) }),
    leg("internal", null, { internal: true }),
    leg("transfer_target", "103", { started_at: at(28), ringing_at: at(28), answered_at: at(30) }),
  ],
  segments: [
    { bridge: "a", from: at(10), to: at(30), parties: ["+12025550143", "102"] },
    { bridge: "b", from: at(30), to: at(60), parties: ["+12025550143", "103"] },
  ],
  parties: [
    { number: "102", name: "Bob" },
    { number: "103", name: "Carol" },
  ],
  queue_visits: [{ queue: "sales", joined_at: at(2), left_at: at(10), outcome: "answered", position: 1, wait_ms: 8_000 }],
  transfers: [{ kind: "blind", by: "102", to: "103", at: at(29), succeeded: true }],
  holds: [],
  parks: [],
  pickups: [],
  turned_away: [],
  recordings: [{ file: "a.wav", from: at(10), to: at(60) }],
};

test("a transfer has a lane for each party, and a link between two of them", () => {
  const { lanes, links, recordings, from, to } = layout(transferred, 0);
  assert.deepEqual(
    lanes.map((lane) => [lane.key, lane.name]),
    [
      ["caller", "ACME"],
      ["102", "Bob"],
      ["103", "Carol"],
    ],
  );
  assert.deepEqual(links, [{ kind: "transfer", at: Date.parse(at(29)), from: "102", to: "103", ok: true, attended: false }]);
  assert.equal(recordings.length, 1);
  assert.equal(to - from, 60_000);
  const kinds = lanes.map((lane) => lane.bars.map((bar) => bar.kind));
  assert.deepEqual(kinds, [
    ["line", "talk", "talk", "queue"],
    ["line", "ringing", "talk"],
    ["line", "ringing", "talk"],
  ]);
});

test("what goes on lasts until now, and nothing lies before the beginning", () => {
  const live = {
    ...transferred,
    state: "up",
    ended_at: null,
    legs: transferred.legs.map((leg) => ({ ...leg, ended_at: null })),
    segments: [{ ...transferred.segments[1], to: null }],
  };
  const { from, to, lanes } = layout(live, Date.parse(at(90)));
  assert.equal(to, Date.parse(at(90)));
  for (const bar of lanes.flatMap((lane) => lane.bars))
    assert.ok(bar.from >= from && bar.to <= to && bar.to >= bar.from, JSON.stringify(bar));
});

test("who is parked does not talk meanwhile", () => {
  const parked = {
    ...transferred,
    parks: [{ by: "102", space: "701", from: at(40), to: at(50), outcome: "retrieved", retrieved_by: "103" }],
  };
  const caller = layout(parked, 0).lanes[0];
  assert.deepEqual(
    caller.bars
      .filter((bar) => bar.kind === "talk")
      .map((bar) => [(bar.from - Date.parse(at(0))) / 1000, (bar.to - Date.parse(at(0))) / 1000]),
    [
      [10, 30],
      [30, 40],
      [50, 60],
    ],
  );
});

test("parts that nothing covers are left", () => {
  assert.deepEqual(without([0, 10], []), [[0, 10]]);
  assert.deepEqual(
    without(
      [0, 10],
      [
        [2, 4],
        [8, 12],
      ],
    ),
    [
      [0, 2],
      [4, 8],
    ],
  );
  assert.deepEqual(without([0, 10], [[0, 10]]), []);
});

test("marks of time are round and not too many", () => {
  for (const [length, want] of [
    [5_000, 1_000],
    [60_000, 10_000],
    [3_600_000, 600_000],
  ])
    assert.equal(step(length, 8), want);
});

test("the steps tell the same in words, in the order of time", () => {
  const told = steps(transferred).map((step) => step.key);
  assert.deepEqual(told, [
    "step.inbound",
    "step.joined",
    "step.rang",
    "step.answered",
    "step.record",
    "step.rang",
    "step.transfer.blind",
    "step.answered",
    "step.recorded",
    "step.ended.caller",
  ]);
});
