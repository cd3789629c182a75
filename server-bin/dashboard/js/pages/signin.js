// Signing in, and the first password of one's own.
import { html, useEffect, useRef, useState } from "../html.js";
import { LANGUAGES, chooseLanguage, language, t } from "../i18n.js";
import { put } from "../api.js";
import { resume, signIn, signOut, why } from "../session.js";
import { Field } from "../ui/basics.js";
import { Icon, Logo } from "../ui/icon.js";

function Wrong({ error }) {
  if (!error) return null;
  const text = error.isAway
    ? t("error.away.text")
    : error.status === 401
      ? t("signin.wrong")
      : error.status === 429
        ? t("signin.wait", { seconds: error.retryAfter ?? 60 })
        : error.message;
  return html`<div class="notice" data-tone="red" role="alert"><${Icon} name="warn" />${text}</div>`;
}

/** Where somebody signs in; or, with a one-time password, takes one of their own (`change`). */
export function SignIn({ change }) {
  const [error, setError] = useState(null);
  const [busy, setBusy] = useState(false);
  const first = useRef(null);
  const title = t(change ? "signin.change" : "signin.title");
  useEffect(() => {
    document.title = `${title} · Callflow`;
    first.current?.focus();
  }, [change]);
  const submit = async (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    setBusy(true);
    setError(null);
    try {
      if (change) {
        await put("/api/auth/password", { old: fields.get("old"), new: fields.get("new") });
        await resume();
      } else await signIn(fields.get("username"), fields.get("password"));
    } catch (failure) {
      setError(failure);
      event.target.querySelector("input[type=password]").value = "";
    }
    setBusy(false);
  };
  return html`<main class="signin">
    <form class="signin-card" onSubmit=${submit}>
      <div class="signin-brand"><${Logo} /><span>Callflow</span></div>
      <div>
        <h1>${title}</h1>
        <p class="soft">${t(change ? "signin.change.text" : (why.value ?? "signin.text"))}</p>
      </div>
      <${Wrong} error=${error} />
      ${
        change
          ? html`<${Field} name="old" label=${t("password.old")}
                >${(props) => html`<input ...${props} ref=${first} type="password" autocomplete="current-password" required />`}<//
              >
              <${Field} name="new" label=${t("password.new")} hint=${t("password.hint")}
                >${(props) => html`<input ...${props} type="password" autocomplete="new-password" required minlength="12" />`}<//
              >`
          : html`<${Field} name="username" label=${t("signin.name")}
                >${(props) => html`<input ...${props} ref=${first} autocomplete="username" autocapitalize="none" spellcheck="false" required />`}<//
              >
              <${Field} name="password" label=${t("signin.password")}
                >${(props) => html`<input ...${props} type="password" autocomplete="current-password" required />`}<//
              >`
      }
      <button class="button primary" disabled=${busy}>${t(change ? "signin.change.button" : "signin.button")}</button>
      ${change && html`<button type="button" class="button plain" onClick=${signOut}>${t("signout")}</button>`}
    </form>
    <div class="row small">
      ${Object.entries(LANGUAGES).map(([tag, name]) => html`<button key=${tag} lang=${tag} class="button plain tiny" aria-pressed=${String(language.value === tag)} onClick=${() => chooseLanguage(tag)}>${name}</button>`)}
    </div>
  </main>`;
}
