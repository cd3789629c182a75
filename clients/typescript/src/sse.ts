/** Server-Sent Events by fetch, which sends headers, as EventSource does not. */

import type { Message } from "./view.js";

/** Cuts a stream of text into messages, wherever its pieces begin and end. */
export class Frames {
  #text = "";

  /** Takes a piece, gives the messages that are whole with it. */
  take(piece: string): Message[] {
    this.#text += piece;
    const frames = this.#text.split("\n\n");
    this.#text = frames.pop() ?? "";
    return frames.map(message);
  }
}

function message(frame: string): Message {
  const message: Message = { id: null, event: "", data: null };
  for (const line of frame.split("\n")) {
    const at = line.indexOf(": ");
    const [field, value] = at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 2)];
    if (field === "id") message.id = value;
    else if (field === "event") message.event = value;
    else if (field === "data") message.data = JSON.parse(value);
  }
  return message;
}

/** Reads a stream until its end, or until `signal`. */
export async function readEvents(
  url: URL,
  headers: Record<string, string>,
  signal: AbortSignal,
  take: (message: Message) => void,
): Promise<number> {
  const response = await fetch(url, {
    headers: { ...headers, accept: "text/event-stream" },
    credentials: "include",
    signal,
  });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    return response.status;
  }
  const frames = new Frames();
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return response.status;
    frames.take(decoder.decode(value, { stream: true })).forEach(take);
  }
}
