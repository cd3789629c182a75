// Who is signed in, and what they may.
import { computed, signal } from "./html.js";
import { get, hasSession, onSignedOut, post, refresh, request } from "./api.js";

/** `{user, rights}`, `null` if nobody is signed in, `undefined` while that is not known. */
export const session = signal(undefined);

/** Why one has to sign in, if not of one's own accord: a key of the messages. */
export const why = signal(null);

const rights = computed(() => new Set(session.value?.rights ?? []));

/** Whether the signed-in user has a right; the words are those of the API. */
export const may = (right) => rights.value.has(right);

onSignedOut(() => {
  if (session.peek()) why.value = "signin.ended";
  session.value = null;
});

/** Before the access token's ten minutes are over, so that no request has to fail first. */
const REFRESH_EVERY = 8 * 60_000;
setInterval(() => {
  if (session.peek()) refresh().catch(() => {});
}, REFRESH_EVERY);

/** Finds out who is signed in. */
export async function resume() {
  // Who has no session is not asked about it: the answer would be an error.
  if (!hasSession()) {
    session.value = null;
    return;
  }
  try {
    session.value = await get("/api/auth/me");
  } catch (error) {
    if (error.isAway) throw error;
    session.value = null;
  }
}

/** Throws an `ApiError` if that is not to be. */
export async function signIn(username, password, tenant) {
  const body = tenant ? { username, password, tenant } : { username, password };
  await request("POST", "/api/auth/login", { body, unsigned: true });
  why.value = null;
  session.value = await get("/api/auth/me");
}

export async function signOut() {
  await post("/api/auth/logout").catch(() => {});
  session.value = null;
}
