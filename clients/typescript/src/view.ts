/** The live view, out of the messages of the stream. Pure: the same messages give the same view. */

import type { AgentNow, Call, Change, ExtensionNow, Gone, QueueNow, Snapshot } from "./schema.js";

/** What the view holds. */
export type Item = Call | QueueNow | AgentNow | ExtensionNow;

/** A message of the stream, as it is over WebSocket. */
export interface Message {
  id: string | null;
  event: string;
  data: unknown;
}

/** Names are unique on one Asterisk; neither part has a line end. */
function key(pbx: string, name: string): string {
  return `${pbx}\n${name}`;
}

/** Calls that go on, queues, agents and extensions, as far as the client may see them. */
export class View {
  #calls = new Map<string, Call>();
  #queues = new Map<string, QueueNow>();
  #agents = new Map<string, AgentNow>();
  #extensions = new Map<string, ExtensionNow>();

  /** Calls that go on, in the order in which they began. */
  get calls(): Call[] {
    const order = (a: Call, b: Call) =>
      a.started_at < b.started_at || (a.started_at === b.started_at && a.id < b.id) ? -1 : 1;
    return [...this.#calls.values()].sort(order);
  }

  /** Queues, in no order. */
  get queues(): QueueNow[] {
    return [...this.#queues.values()];
  }

  /** Agents, in no order. */
  get agents(): AgentNow[] {
    return [...this.#agents.values()];
  }

  /** Extensions, in no order. */
  get extensions(): ExtensionNow[] {
    return [...this.#extensions.values()];
  }

  /** A call that goes on. */
  call(id: string): Call | undefined {
    return this.#calls.get(id);
  }

  /** A queue of an Asterisk. */
  queue(pbx: string, queue: string): QueueNow | undefined {
    return this.#queues.get(key(pbx, queue));
  }

  /** An agent of an Asterisk. */
  agent(pbx: string, agent: string): AgentNow | undefined {
    return this.#agents.get(key(pbx, agent));
  }

  /** An extension of an Asterisk. */
  extension(pbx: string, extension: string): ExtensionNow | undefined {
    return this.#extensions.get(key(pbx, extension));
  }

  /** Takes a message. What it does not know, it leaves alone: there may be more kinds one day. */
  take(message: Message): void {
    switch (message.event) {
      case "snapshot":
        this.#put(message.data as Snapshot);
        break;
      case "queue": {
        const queue = message.data as QueueNow;
        this.#queues.set(key(queue.pbx, queue.queue), queue);
        break;
      }
      case "gone": {
        const gone = message.data as Gone;
        if (gone.kind === "call") this.#calls.delete(gone.id);
        else this.#agents.delete(key(gone.pbx, gone.id));
        break;
      }
      case "change":
        this.#change(message.data as Change);
        break;
    }
  }

  #put(snapshot: Snapshot): void {
    this.#calls = new Map(snapshot.calls.map((call) => [call.id, call]));
    this.#queues = new Map(snapshot.queues.map((queue) => [key(queue.pbx, queue.queue), queue]));
    this.#agents = new Map(snapshot.agents.map((agent) => [key(agent.pbx, agent.agent), agent]));
    this.#extensions = new Map(
      snapshot.extensions.map((extension) => [key(extension.pbx, extension.extension), extension]),
    );
  }

  #change(change: Change): void {
    const { pbx, tenant } = change;
    switch (change.type) {
      case "call.started":
      case "call.updated":
      case "call.ended":
      case "call.merged": {
        const call = change.data;
        if (call.ended_at == null && call.merged_into == null) this.#calls.set(call.id, call);
        else this.#calls.delete(call.id);
        break;
      }
      case "queue.member": {
        const member = change.data;
        const known = this.#queues.get(key(pbx, member.queue));
        const queue = known ?? { queue: member.queue, pbx, tenant, waiting: 0, waiting_since: null, members: [] };
        const members = queue.members.filter((other) => other.interface !== member.interface);
        if (!member.removed) members.push(member);
        members.sort((a, b) => (a.interface < b.interface ? -1 : 1));
        this.#queues.set(key(pbx, member.queue), { ...queue, members });
        break;
      }
      case "agent.state": {
        const { before: _, ...agent } = change.data;
        this.#agents.set(key(pbx, agent.agent), { ...agent, pbx, tenant });
        break;
      }
      case "extension.status":
        this.#extensions.set(key(pbx, change.data.extension), { ...change.data, pbx, tenant });
        break;
      case "lease.changed": {
        const extension = this.#extensions.get(key(pbx, change.data.extension));
        if (extension) {
          this.#extensions.set(key(pbx, change.data.extension), { ...extension, lease: change.data });
        }
        break;
      }
    }
  }
}
