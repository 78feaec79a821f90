import { type Html, html } from './html.ts';
import type { Visit } from './visit.ts';

/** The pages of a scope, in the order of the menu. */
const PAGES = [
  { path: 'overview', title: 'Overview' },
  { path: 'queue', title: 'Live queue' },
  { path: 'gallery', title: 'Gallery' },
  { path: 'people', title: 'People' },
  { path: 'settings', title: 'Settings' },
  { path: 'access', title: 'Access' },
  { path: 'moderation', title: 'Moderation' },
  { path: 'audit', title: 'Audit log' },
  { path: 'revisions', title: 'Revisions' },
] as const;
export type PagePath = (typeof PAGES)[number]['path'];

/** htmx without what our content security policy forbids anyway: inline styles and evaluation. */
const HTMX = JSON.stringify({
  includeIndicatorStyles: false,
  allowEval: false,
  allowScriptTags: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
});

/** A whole document around a body. */
export function document(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="htmx-config" content="${HTMX}">
  <title>${title} · Easel</title>
  <link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/assets/style.css">
  <script src="/assets/htmx/htmx.min.js" defer></script>
  <script src="/assets/htmx-sse/sse.min.js" defer></script>
</head>
<body>
  <a class="skip" href="#main">Skip to content</a>
  ${body}
</body>
</html>`;
}

/** A page of a scope, with the menu and whoever is signed in. */
export function page(visit: Visit, active: PagePath, content: Html, title?: string): Html {
  const shown = PAGES.find(({ path }) => path === active)?.title ?? '';
  const body = html`
  <header class="top">
    <a class="brand" href="/servers"><img src="/assets/icon.svg" alt="" width="28" height="28">Easel</a>
    ${serverMenu(visit, active)}
    <div class="who">
      <span class="who-name">${visit.session.name}</span>
      <form method="post" action="/sign-out">${formToken(visit)}<button class="quiet">Sign out</button></form>
    </div>
  </header>
  <div class="frame">
    <nav class="menu" aria-label="Pages">
      <ul>${PAGES.map(
        ({ path, title: name }) =>
          html`<li><a href="${visit.path(path)}"${path === active && html` aria-current="page"`}>${name}</a></li>`,
      )}</ul>
    </nav>
    <main id="main">
      <h1>${title ?? shown}</h1>
      ${content}
    </main>
  </div>`;
  return document(`${title ?? shown} · ${visit.scope.name}`, body);
}

/** The hidden field that every form must carry. */
export const formToken = ({ formToken: token }: Pick<Visit, 'formToken'>): Html =>
  html`<input type="hidden" name="formToken" value="${token}">`;

/** A word on what just happened, read out by screen readers. */
export const notice = (sentence: string, kind: 'good' | 'bad' = 'good'): Html =>
  html`<p class="notice ${kind}" role="${kind === 'good' ? 'status' : 'alert'}">${sentence}</p>`;

/** A moment, in the browser's own words: UTC, since a server has people of many places. */
export const moment = (at: Date): Html =>
  html`<time datetime="${at.toISOString()}">${at.toISOString().slice(0, 16).replace('T', ' ')} UTC</time>`;

function serverMenu({ scope, servers, isOwner }: Visit, active: PagePath): Html {
  const others = servers.filter(({ id }) => id !== scope.id);
  return html`
    <details class="servers">
      <summary>${scope.name}</summary>
      <ul>
        ${isOwner && scope.guildId !== null && html`<li><a href="/servers/instance/${active}">All servers</a></li>`}
        ${others.map(({ id, name }) => html`<li><a href="/servers/${id}/${active}">${name}</a></li>`)}
        <li><a href="/servers">Choose…</a></li>
      </ul>
    </details>`;
}
