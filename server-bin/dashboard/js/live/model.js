// How everything stands, out of a snapshot and what came after it. Pure: no page, no network.

/** Names are unique within one Asterisk. */
export const keyOf = (pbx, name) => `${pbx}\u0000${name}`;

/** What a call does, as people would say: the dial plan talks too, and whoever listens to a menu is in no conversation. */
export const stateOf = (call) => (call.state === "up" && !call.answered ? "dialplan" : call.state);

/** An empty model. `touched` has the kinds and keys that changed since it was last looked at. */
export function model() {
  return { calls: new Map(), queues: new Map(), agents: new Map(), extensions: new Map(), gaps: new Set(), touched: new Set() };
}

const touch = (m, kind, key) => m.touched.add(`${kind}\u0001${key}`);

/** What was touched, as `[kind, key]`; and nothing is touched any more. */
export function taken(m) {
  const all = [...m.touched].map((text) => text.split("\u0001"));
  m.touched.clear();
  return all;
}

function set(m, kind, key, value) {
  m[kind].set(key, value);
  touch(m, kind, key);
}

function drop(m, kind, key) {
  if (m[kind].delete(key)) touch(m, kind, key);
}

/** Replaces one kind; what is not named any more is gone. */
export function replace(m, kind, items, name) {
  const left = new Set(m[kind].keys());
  for (const item of items) {
    const key = kind === "calls" ? item.id : keyOf(item.pbx, item[name]);
    left.delete(key);
    set(m, kind, key, item);
  }
  for (const key of left) drop(m, kind, key);
}

/** Everything as it stands, in place of all that was known. */
export function applySnapshot(m, snapshot) {
  replace(m, "calls", snapshot.calls);
  replace(m, "queues", snapshot.queues, "queue");
  replace(m, "agents", snapshot.agents, "agent");
  replace(m, "extensions", snapshot.extensions, "extension");
}

/** A queue as it stands. What it has besides, figures and thresholds, comes from elsewhere and stays. */
export function applyQueue(m, queue) {
  set(m, "queues", keyOf(queue.pbx, queue.queue), queue);
}

/** Something that one may see no more. */
export function applyGone(m, gone) {
  if (gone.kind === "call") drop(m, "calls", gone.id);
  else drop(m, "agents", keyOf(gone.pbx, gone.id));
}

/** A change. Of a type that is not known nothing is learned. */
export function applyChange(m, change) {
  const { type, data, pbx } = change;
  switch (type) {
    case "call.started":
    case "call.updated":
      // A correction of a call that is over brings it not back.
      if (data.ended_at || data.merged_into) drop(m, "calls", data.id);
      else if (!((m.calls.get(data.id)?.version ?? 0) > data.version)) set(m, "calls", data.id, data);
      break;
    case "call.ended":
    case "call.merged":
      drop(m, "calls", data.id);
      break;
    case "agent.state": {
      const key = keyOf(pbx, data.agent);
      set(m, "agents", key, { ...m.agents.get(key), ...data, pbx, tenant: change.tenant });
      break;
    }
    case "extension.status": {
      const key = keyOf(pbx, data.extension);
      set(m, "extensions", key, { ...m.extensions.get(key), ...data, pbx, tenant: change.tenant });
      break;
    }
    case "lease.changed": {
      const key = keyOf(pbx, data.extension);
      if (m.extensions.has(key)) set(m, "extensions", key, { ...m.extensions.get(key), lease: data });
      break;
    }
    case "queue.member": {
      const key = keyOf(pbx, data.queue);
      const queue = m.queues.get(key);
      if (!queue) break;
      const others = queue.members.filter((member) => member.interface !== data.interface);
      const members = data.removed ? others : [...others, data];
      members.sort((a, b) => (a.interface < b.interface ? -1 : 1));
      set(m, "queues", key, { ...queue, members });
      break;
    }
    case "link.gap":
      m.gaps.add(pbx);
      touch(m, "link", pbx);
      break;
    case "link.resynced":
      m.gaps.delete(pbx);
      touch(m, "link", pbx);
      break;
  }
}
