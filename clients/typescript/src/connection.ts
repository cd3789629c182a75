/** The connection to a server, which is taken up again for as long as it is not closed. */

import { backoff } from "./backoff.js";
import { readEvents } from "./sse.js";
import { View, type Message } from "./view.js";
import type { Closing } from "./schema.js";

/** Nothing was heard for so long: the connection is dead, whatever the system says. The server says something every 15 s. */
const SILENT_MS = 45_000;

/** Where a connection stands. */
export type State = "connecting" | "live" | "waiting" | "closed";

/** Why a connection is not taken up again. */
export type Closed = "closed" | "signed_out" | "forbidden";

/** What may be chosen. */
export interface Options {
  /** Where the server is: `https://calls.example.com`. */
  url: string | URL;
  /** `sse` unless told: it takes headers everywhere. In browsers both take the cookies of the sign-in. */
  by?: "sse" | "websocket";
  /** An API key, or an access token; not with `websocket` in browsers, where no headers can be sent. */
  token?: string;
  /** Gets a new token, or refreshes the cookies, when the server says that the old one counts no more. */
  refresh?: () => Promise<string | undefined>;
  /** How to open a WebSocket, where there is none of the platform, or with headers. */
  webSocket?: (url: string, headers: Record<string, string>) => WebSocket;
  /** Each message, behind the view's having taken it. */
  onMessage?: (message: Message, view: View) => void;
  /** Where the connection stands. */
  onState?: (state: State) => void;
}

/** A connection. */
export interface Connection {
  /** What is seen. Between connections it is as it was. */
  readonly view: View;
  /** The id of the last message. */
  readonly lastEventId: string | null;
  /** Ends it, for good. */
  close(): void;
  /** Settles when it is over. */
  readonly closed: Promise<Closed>;
}

/** Follows a server. */
export function connect(options: Options): Connection {
  return new Follower(options);
}

class Follower implements Connection {
  readonly view = new View();
  readonly closed: Promise<Closed>;
  lastEventId: string | null = null;
  #options: Options;
  #token: string | undefined;
  #ending = new AbortController();
  #live = false;
  /** How many attempts failed, one after the other. */
  #failed = 0;
  /** Why the server ended the stream, as it said. */
  #closing: Closing["reason"] | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#token = options.token;
    this.closed = this.#run();
  }

  close(): void {
    this.#ending.abort();
  }

  async #run(): Promise<Closed> {
    let refreshed = false;
    for (;;) {
      this.#tell("connecting");
      [this.#closing, this.#live] = [undefined, false];
      const before = this.lastEventId;
      const status = await this.#once();
      if (this.#ending.signal.aborted) return this.#end("closed");
      if (this.lastEventId !== before) refreshed = false;
      const signedOut = status === 401 || this.#closing === "signed_out";
      if (status === 403 || this.#closing === "forbidden") return this.#end("forbidden");
      if (signedOut && (refreshed || !this.#options.refresh)) return this.#end("signed_out");
      if (signedOut && this.#options.refresh) {
        refreshed = true;
        try {
          this.#token = (await this.#options.refresh()) ?? this.#token;
          continue;
        } catch {
          return this.#end("signed_out");
        }
      }
      this.#tell("waiting");
      this.#failed += 1;
      await this.#wait(backoff(this.#failed));
      if (this.#ending.signal.aborted) return this.#end("closed");
    }
  }

  #end(why: Closed): Closed {
    this.#tell("closed");
    return why;
  }

  #tell(state: State): void {
    this.#options.onState?.(state);
  }

  #wait(ms: number): Promise<void> {
    const { signal } = this.#ending;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
    });
  }

  /** One connection, until its end; gives the HTTP status, 0 where there was no answer. */
  async #once(): Promise<number> {
    const attempt = new AbortController();
    const end = () => attempt.abort();
    this.#ending.signal.addEventListener("abort", end, { once: true });
    let silent = setTimeout(end, SILENT_MS);
    const take = (message: Message) => {
      clearTimeout(silent);
      silent = setTimeout(end, SILENT_MS);
      this.#take(message);
    };
    try {
      return await (this.#options.by === "websocket"
        ? this.#overWebSocket(attempt.signal, take)
        : readEvents(this.#address("/api/events"), this.#headers(), attempt.signal, take));
    } catch {
      return 0;
    } finally {
      clearTimeout(silent);
      this.#ending.signal.removeEventListener("abort", end);
      end();
    }
  }

  #take(message: Message): void {
    if (message.event === "closing") this.#closing = (message.data as Closing).reason;
    this.view.take(message);
    this.lastEventId = message.id ?? this.lastEventId;
    if (message.event === "snapshot" || message.event === "change") {
      if (!this.#live) this.#tell("live");
      [this.#live, this.#failed] = [true, 0];
    }
    if (message.event && message.event !== "idle") this.#options.onMessage?.(message, this.view);
  }

  #address(path: string): URL {
    const url = new URL(path, this.#options.url);
    if (this.lastEventId) url.searchParams.set("last_event_id", this.lastEventId);
    return url;
  }

  #headers(): Record<string, string> {
    return this.#token ? { authorization: `Bearer ${this.#token}` } : {};
  }

  #overWebSocket(signal: AbortSignal, take: (message: Message) => void): Promise<number> {
    const url = this.#address("/api/ws");
    url.protocol = url.protocol.replace("http", "ws");
    const open = this.#options.webSocket ?? ((url: string) => new WebSocket(url));
    return new Promise((resolve) => {
      const socket = open(url.href, this.#headers());
      let status = 0;
      signal.addEventListener("abort", () => socket.close(), { once: true });
      socket.onmessage = (event: { data: unknown }) => {
        status = 200;
        take(JSON.parse(String(event.data)));
      };
      // A socket that fails closes too: nobody would hear of a second answer.
      let over = false;
      const ended = () => {
        if (!over) resolve(status || this.#whyRefused(signal));
        over = true;
      };
      socket.onerror = ended;
      socket.onclose = ended;
    });
  }

  /** What the handshake was answered browsers do not tell: the same is asked over HTTP. */
  async #whyRefused(signal: AbortSignal): Promise<number> {
    const url = new URL("/api/events", this.#options.url);
    const { status } = await fetch(url, { method: "HEAD", headers: this.#headers(), credentials: "include", signal });
    return status;
  }
}
