// The server's event stream: connects, goes on where it was, and says how it stands.
import { signal } from "../html.js";
import { get, reachable } from "../api.js";
import { session } from "../session.js";
import { pause } from "./backoff.js";

/** `"connecting"`, `"live"`, `"polling"` (this server has no stream), or `"lost"`. */
export const link = signal("connecting");

/** Since when it is lost. */
export const lostAt = signal(null);

const NAMES = ["snapshot", "change", "queue", "gone", "closing"];

/**
 * Follows the stream until the answer is called. `take(name, message)` gets each message; `poll()` is called every two
 * seconds in its stead where the server has no stream.
 */
export function follow(take, poll) {
  let [source, waiting, attempt, last, ended] = [null, null, 0, null, false];

  function lost() {
    source?.close();
    source = null;
    if (ended || waiting) return;
    if (link.peek() === "live" || link.peek() === "connecting") lostAt.value = Date.now();
    link.value = "lost";
    waiting = setTimeout(connect, pause(attempt));
    attempt += 1;
  }

  async function connect() {
    waiting = null;
    // What the stream cannot tell: whether nobody is signed in any more, or the server is away.
    try {
      await get("/api/auth/me");
    } catch {
      if (session.peek()) lost();
      return;
    }
    if (ended) return;
    const query = last ? `?last_event_id=${encodeURIComponent(last)}` : "";
    source = new EventSource(`/api/events${query}`);
    source.onopen = () => {
      attempt = 0;
      link.value = "live";
      lostAt.value = null;
    };
    source.onerror = () => {
      // One that was refused is closed and says not why: an older server has no stream.
      const refused = source.readyState === EventSource.CLOSED && link.peek() !== "live";
      if (refused && reachable.peek()) hasNone().then((none) => (none ? polling() : lost()), lost);
      else lost();
    };
    for (const name of NAMES) {
      source.addEventListener(name, (event) => {
        if (event.lastEventId) last = event.lastEventId;
        const message = JSON.parse(event.data);
        if (name === "closing") lost();
        else take(name, message);
      });
    }
  }

  async function hasNone() {
    const abort = new AbortController();
    const answer = await fetch("/api/events", { headers: { Accept: "text/event-stream" }, signal: abort.signal });
    abort.abort();
    return answer.status === 404;
  }

  async function polling() {
    source?.close();
    source = null;
    if (ended) return;
    try {
      await poll();
      link.value = "polling";
      lostAt.value = null;
    } catch {
      if (link.peek() !== "lost") lostAt.value = Date.now();
      link.value = "lost";
    }
    waiting = setTimeout(polling, 2_000);
  }

  connect();
  return () => {
    ended = true;
    clearTimeout(waiting);
    source?.close();
    link.value = "connecting";
  };
}
