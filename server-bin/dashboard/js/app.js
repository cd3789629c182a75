// What is around the pages: the way to them, who is signed in, how the connection stands.
import { html, signal, useEffect, useState } from "./html.js";
import { LANGUAGES, chooseLanguage, language, t, word } from "./i18n.js";
import { initials } from "./format.js";
import { Timer } from "./clock.js";
import { THEMES, theme } from "./theme.js";
import { navigate, parts, path } from "./router.js";
import { may, session, signOut } from "./session.js";
import { link, lostAt } from "./live/stream.js";
import { all, gaps } from "./live/store.js";
import { Failed, Loading } from "./ui/basics.js";
import { DialogHost, close, open } from "./ui/dialog.js";
import { Icon, Logo } from "./ui/icon.js";
import { Toasts, tell } from "./ui/toast.js";
import { SignIn } from "./pages/signin.js";

/** Pages: where they are, who may see them, what to load for them. */
const PAGES = [
  { key: "live", right: "calls.read", load: () => import("./pages/live.js") },
  { key: "wallboard", icon: "wall", right: "queues.read", load: () => import("./pages/wallboard.js"), bare: true },
  { key: "calls", right: "calls.read", load: () => import("./pages/calls.js") },
  { key: "queues", right: "queues.read", load: () => import("./pages/queues.js") },
  { key: "agents", right: "agents.read", load: () => import("./pages/agents.js") },
  { key: "extensions", right: "extensions.read", load: () => import("./pages/extensions.js") },
  { key: "reports", right: "statistics.read", load: () => import("./pages/reports.js") },
  { key: "settings", right: "account.use", load: () => import("./pages/settings.js") },
];

/** What a phone's bar has; the rest is behind "More". */
const FIRST = ["live", "calls", "queues", "agents"];

const allowed = () => PAGES.filter((page) => may(page.right));
const current = () => PAGES.find((page) => page.key === (parts.value[0] ?? "live"));

function Entry({ page, badge }) {
  const here = current()?.key === page.key;
  return html`<a href=${`/${page.key}`} aria-current=${here ? "page" : undefined}
    ><${Icon} name=${page.icon ?? page.key} /><span>${t(`nav.${page.key}`)}</span>${badge}</a
  >`;
}

function Waiting() {
  const waiting = all("queues").reduce((sum, queue) => sum + queue.waiting, 0);
  return waiting
    ? html`<span class="badge" data-tone="amber"><span class="sr">${t("queue.waiting")}: </span>${waiting}</span>`
    : null;
}

const TONES = { live: "green", polling: "green", connecting: "amber", lost: "red" };

/** How the connection stands, in a word. */
function LinkState() {
  const gap = gaps.value.length > 0 && link.value !== "lost";
  return html`<div class="linkstate" data-tone=${gap ? "amber" : TONES[link.value]}>
    <i class=${`dot${link.value === "live" ? " pulse" : ""}`}></i>${t(gap ? "link.gap" : `link.${link.value}`)}
  </div>`;
}

function Banner() {
  const state = link.value;
  const [was, setWas] = useState(false);
  useEffect(() => {
    if (state === "lost") setWas(true);
    else if (was && state !== "connecting") {
      setWas(false);
      tell(t("link.again"));
    }
  }, [state]);
  if (state === "lost") {
    return html`<div class="banner" data-tone="red" role="alert">
      <${Icon} name="warn" /><span class="grow">${t("link.lost.text")}</span
      >${lostAt.value && html`<${Timer} since=${new Date(lostAt.value).toISOString()} />`}
    </div>`;
  }
  if (gaps.value.length)
    return html`<div class="banner" data-tone="amber" role="status">
      <${Icon} name="warn" />${t("link.gap.text", { pbx: gaps.value.join(", ") })}
    </div>`;
  return null;
}

function Choices() {
  return html`<div class="stack tight">
    <div class="row between wrap">
      <span class="label">${t("theme")}</span>
      <div class="segments" role="group" aria-label=${t("theme")}>
        ${THEMES.map(
          (name) =>
            html`<button
              type="button"
              key=${name}
              aria-pressed=${String(theme.value === name)}
              onClick=${() => {
                theme.value = name;
              }}
            >
              ${t(`theme.${name}`)}
            </button>`,
        )}
      </div>
    </div>
    <div class="row between wrap">
      <span class="label">${t("language")}</span>
      <div class="segments" role="group" aria-label=${t("language")}>
        ${Object.entries(LANGUAGES).map(([tag, name]) => html`<button type="button" key=${tag} lang=${tag} aria-pressed=${String(language.value === tag)} onClick=${() => chooseLanguage(tag)}>${name}</button>`)}
      </div>
    </div>
  </div>`;
}

function More() {
  const go = (to) => () => {
    close();
    navigate(to);
  };
  return html`<div class="stack">
    <nav class="nav" aria-label=${t("nav.more")}>
      ${allowed()
        .filter((page) => !FIRST.includes(page.key))
        .map(
          (page) =>
            html`<a key=${page.key} href=${`/${page.key}`} onClick=${go(`/${page.key}`)}
              ><${Icon} name=${page.icon ?? page.key} />${t(`nav.${page.key}`)}</a
            >`,
        )}
    </nav>
    <${Choices} />
    <button
      class="button"
      onClick=${() => {
        close();
        signOut();
      }}
    >
      <${Icon} name="out" />${t("signout")}
    </button>
  </div>`;
}

function Side() {
  const { user } = session.value;
  const name = user.display_name || user.name;
  return html`<div class="side">
    <a class="brand" href="/live"><${Logo} />Callflow</a>
    <nav class="nav" aria-label=${t("nav.main")}>
      ${allowed().map((page) => html`<${Entry} key=${page.key} page=${page} badge=${page.key === "queues" && html`<${Waiting} />`} />`)}
    </nav>
    <div class="side-foot">
      <${LinkState} />
      <button
        class="who"
        onClick=${() =>
          open(
            name,
            () =>
              html`<div class="stack">
                <p class="soft">${t("signedin.as", { name: user.name, role: word("role", user.role) })}</p>
                <${Choices} />
                <div class="dialog-foot">
                  <a class="button" href="/settings/account" onClick=${close}>${t("settings.account")}</a
                  ><button
                    class="button"
                    onClick=${() => {
                      close();
                      signOut();
                    }}
                  >
                    <${Icon} name="out" />${t("signout")}
                  </button>
                </div>
              </div>`,
          )}
      >
        <span class="face">${initials(name)}</span
        ><span class="grow"
          ><span class="clip strong" style=${{ display: "block" }}>${name}</span
          ><span class="soft small">${word("role", user.role)}</span></span
        ><${Icon} name="more" label=${t("account.menu")} />
      </button>
    </div>
  </div>`;
}

function Bottom() {
  const here = current()?.key;
  return html`<nav class="bottom" aria-label=${t("nav.main")}>
    ${allowed()
      .filter((page) => FIRST.includes(page.key))
      .map(
        (page) =>
          html`<a key=${page.key} href=${`/${page.key}`} aria-current=${here === page.key ? "page" : undefined}
            ><${Icon} name=${page.icon ?? page.key} />${t(`nav.${page.key}`)}</a
          >`,
      )}
    <button onClick=${() => open(t("nav.more"), More)}><${Icon} name="list" />${t("nav.more")}</button>
  </nav>`;
}

const loaded = signal({});

/** The page of the address, loaded when it is first gone to. */
function Page() {
  const page = current();
  const key = page?.key;
  useEffect(() => {
    if (!page || loaded.peek()[key]) return;
    page.load().then(
      (module) => {
        loaded.value = { ...loaded.peek(), [key]: module.Page };
      },
      // The server was updated meanwhile, and its files have other places.
      () => location.reload(),
    );
  }, [key]);
  if (!page) return html`<${Failed} whole error=${{ status: 404, message: t("error.page") }} />`;
  if (!may(page.right)) return html`<${Failed} whole error=${{ status: 403, message: t("error.forbidden.text") }} />`;
  const View = loaded.value[key];
  return View ? html`<${View} />` : html`<div class="card"><${Loading} lines=${9} /></div>`;
}

export function App() {
  const who = session.value;
  useEffect(() => {
    // The first page is that which one may see; who has a password of their own to choose sees none yet.
    if (who && !who.user.must_change_password && path.peek() === "/") navigate(`/${allowed()[0].key}`, { replace: true });
  }, [who, path.value]);
  if (who === undefined) return html`<main class="page"><${Loading} lines=${4} /></main>`;
  if (who === null) return html`<${SignIn} /><${Toasts} />`;
  if (who.user.must_change_password) return html`<${SignIn} change /><${Toasts} />`;
  if (current()?.bare) return html`<${Page} /><${DialogHost} /><${Toasts} />`;
  return html` <a class="skip" href="#main">${t("skip")}</a>
    <div class="shell">
      <${Side} />
      <main class="page" id="main" tabindex="-1"><${Banner} /><${Page} key=${path.value} /></main>
    </div>
    <${Bottom} /><${DialogHost} /><${Toasts} />`;
}
