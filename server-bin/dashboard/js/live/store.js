// The live view of the pages: a signal for each thing, so that a change of one call draws one row.
import { batch, computed, effect, signal } from "../html.js";
import { get } from "../api.js";
import { may, session } from "../session.js";
import { applyChange, applyGone, applyQueue, applySnapshot, model, taken } from "./model.js";
import { follow } from "./stream.js";

let known = model();
const KINDS = ["calls", "queues", "agents", "extensions"];
const things = Object.fromEntries(KINDS.map((kind) => [kind, new Map()]));
const keys = Object.fromEntries(KINDS.map((kind) => [kind, signal([])]));

/** Whether a first picture is there. */
export const ready = signal(false);
/** Asterisks whose link is lost. */
export const gaps = signal([]);
/** Counts up with each call that ended: figures of the day are worth asking for again. */
export const ended = signal(0);
/** Figures and names of queues, by key: not part of the stream. */
export const figures = signal(new Map());

/** The keys of a kind; changes when something comes or goes. */
export const list = (kind) => keys[kind].value;
/** The signal of one thing. */
export const one = (kind, key) => things[kind].get(key);
/** All of a kind, as they stand. Who reads this is told of every change. */
export const all = (kind) =>
  list(kind)
    .map((key) => one(kind, key)?.value)
    .filter(Boolean);

let due = null;

/** So often what came is shown, all of it at once: the eye reads no faster. */
const EVERY = 200;
let last = -Infinity;

/** What came since is shown soon; the first thing after a rest, at once. In a tab that nobody sees, once a second. */
function show() {
  if (due !== null) return;
  const rest = document.hidden ? 1_000 : Math.max(0, last + EVERY - performance.now());
  due = setTimeout(flush, rest);
}

function flush() {
  due = null;
  last = performance.now();
  const moved = new Set();
  batch(() => {
    for (const [kind, key] of taken(known)) {
      if (kind === "link") {
        gaps.value = [...known.gaps];
        continue;
      }
      const value = known[kind].get(key);
      const thing = things[kind].get(key);
      if (value === undefined) {
        things[kind].delete(key);
        moved.add(kind);
      } else if (thing) {
        thing.value = value;
      } else {
        things[kind].set(key, signal(value));
        moved.add(kind);
      }
    }
    for (const kind of moved) keys[kind].value = [...things[kind].keys()].sort();
    ready.value = true;
  });
}

function take(name, message) {
  if (name === "snapshot") {
    applySnapshot(known, message);
    known.gaps.clear();
    known.touched.add("link\u0001");
  } else if (name === "change") {
    applyChange(known, message);
    if (message.type === "call.ended") ended.value += 1;
  } else if (name === "queue") applyQueue(known, message);
  else if (name === "gone") applyGone(known, message);
  show();
}

/** All of a list, page after page. */
async function whole(path) {
  const items = [];
  let cursor = null;
  do {
    const page = await get(path, { cursor });
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return items;
}

/** Without a stream: the same from the API. */
async function poll() {
  const [calls, queues, agents, extensions] = await Promise.all([
    may("calls.read") ? whole("/api/calls/live") : [],
    may("queues.read") ? whole("/api/queue") : [],
    may("agents.read") ? whole("/api/agent") : [],
    may("extensions.read") ? whole("/api/extensions") : [],
  ]);
  if (known.calls.size > calls.length) ended.value += 1;
  const since = (queue) => {
    const open = queue.visits.filter((visit) => !visit.left_at).map((visit) => visit.joined_at);
    return { ...queue, waiting_since: open.sort()[0] ?? null };
  };
  applySnapshot(known, { calls, queues: queues.map(since), agents, extensions });
  show();
}

/** Asks for what the stream does not tell of queues. */
export async function askFigures() {
  if (!may("queues.read")) return;
  const page = await get("/api/queue");
  figures.value = new Map(page.items.map((queue) => [`${queue.pbx}\u0000${queue.queue}`, queue]));
}

/** After a call has ended its figures are asked for, soon and once for all that end meanwhile. */
const SOON = 1_500;
let stop = null;
let asking = null;
let soon = null;

effect(() => {
  if (!ended.value || soon !== null) return;
  soon = setTimeout(() => {
    soon = null;
    if (session.peek() && !document.hidden) askFigures().catch(() => {});
  }, SOON);
});

effect(() => {
  const signedIn = Boolean(session.value);
  stop?.();
  stop = null;
  clearInterval(asking);
  if (!signedIn) {
    // The next one to sign in here may not see what this one saw.
    known = model();
    for (const kind of KINDS) {
      things[kind].clear();
      keys[kind].value = [];
    }
    ready.value = false;
    figures.value = new Map();
    return;
  }
  stop = follow(take, poll);
  const ask = () => askFigures().catch(() => {});
  ask();
  asking = setInterval(ask, 10_000);
});

/** Queues with their figures and names. */
export const queues = computed(() =>
  all("queues").map((queue) => {
    const more = figures.value.get(`${queue.pbx}\u0000${queue.queue}`);
    return {
      ...queue,
      label: more?.name || queue.queue,
      threshold_s: more?.threshold_s ?? more?.metrics?.service_level_s ?? 20,
      metrics: more?.metrics ?? null,
    };
  }),
);
