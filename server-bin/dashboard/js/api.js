// The server's API: cookies, the token against forged requests, one refresh at the first 401, problems as errors.
import { signal } from "./html.js";
import { learnTime } from "./clock.js";

/** An answer that is no success, with what the server says of it. */
export class ApiError extends Error {
  constructor(status, problem, retryAfter = null) {
    super(problem?.detail || problem?.title || `HTTP ${status}`);
    this.name = "ApiError";
    /** 0 where there was no answer at all. */
    this.status = status;
    /** `[{field, message}]` of wrong input. */
    this.errors = problem?.errors ?? [];
    this.retryAfter = retryAfter;
  }

  get isAway() {
    return this.status === 0;
  }
}

/** Whether the last request reached the server. */
export const reachable = signal(true);

let signedOut = () => {};

/** `then` is called when nobody is signed in any more. */
export function onSignedOut(then) {
  signedOut = then;
}

/** The token that every change brings back; its cookie has a prefix where cookies are secure. */
function csrfToken() {
  const cookie = document.cookie.split("; ").find((cookie) => /^(__Host-|__Secure-)?callflow_csrf=/.test(cookie));
  return cookie ? decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1)) : "";
}

/** Whether this browser has signed in, and not out again; the session may have ended meanwhile. */
export const hasSession = () => csrfToken() !== "";

async function send(method, path, { body, headers = {}, signal: abort } = {}) {
  const all = { Accept: "application/json", ...headers };
  if (method !== "GET") all["X-CSRF-Token"] = csrfToken();
  if (body !== undefined) all["Content-Type"] = "application/json";
  const began = performance.now();
  try {
    const answer = await fetch(path, {
      method,
      headers: all,
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: "same-origin",
      signal: abort,
    });
    // A proxy whose server is away answers in its stead.
    reachable.value = ![502, 504].includes(answer.status) || answer.headers.has("x-request-id");
    learnTime(answer.headers.get("date"), performance.now() - began);
    return answer;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    reachable.value = false;
    throw new ApiError(0, null);
  }
}

let refreshing = null;

/** Asks for the next access token; several that find the old one outdated ask once. */
export function refresh() {
  refreshing ??= send("POST", "/api/auth/refresh")
    .then((answer) => answer.ok)
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

/** The answer to a request; throws an `ApiError` unless it is a success. */
export async function request(method, path, options = {}) {
  let answer = await send(method, path, options);
  if (answer.status === 401 && !options.unsigned) {
    if (await refresh()) answer = await send(method, path, options);
    if (answer.status === 401) signedOut();
  }
  if (answer.ok) return answer;
  const isProblem = answer.headers.get("content-type")?.includes("json");
  const problem = isProblem ? await answer.json().catch(() => null) : null;
  throw new ApiError(answer.status, problem, Number(answer.headers.get("retry-after")) || null);
}

async function content(answer) {
  return answer.status === 204 ? null : answer.json();
}

/** `/path?a=1`, without what is empty. */
export function withQuery(path, query) {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const text = new URLSearchParams(pairs).toString();
  return text ? `${path}?${text}` : path;
}

export const get = async (path, query, options) => content(await request("GET", withQuery(path, query), options));
export const post = async (path, body, options) => content(await request("POST", path, { body, ...options }));
export const put = async (path, body, options) => content(await request("PUT", path, { body, ...options }));
export const patch = async (path, body, options) => content(await request("PATCH", path, { body, ...options }));
export const remove = async (path, options) => content(await request("DELETE", path, options));

/** For what acts on the telephone network: a press that is sent twice is done once. */
export const once = () => ({
  headers: { "Idempotency-Key": crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}` },
});

/** For a change of what has a version. */
export const ifMatch = (version) => ({ headers: { "If-Match": `"${version}"` } });

/** One part of a path. */
export const part = encodeURIComponent;
