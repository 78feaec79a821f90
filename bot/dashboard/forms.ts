import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Guilds } from '../guilds.ts';
import type { Change, Changed, Problem } from '../settings-changes.ts';
import { type Html, html } from './html.ts';
import { formToken, moment, notice } from './layout.ts';
import type { Visit } from './visit.ts';
import { wholeNumber } from './whole-number.ts';

/** One below the largest that the column holds, so that there is a next one. */
const VERSION_MAX = 2_147_483_646;

/** A change to settings as a visitor sends it. */
export const changeBy = ({ scope, session }: Visit, { version, note }: { version: number; note: string }): Change => ({
  scope: scope.id,
  version,
  actorId: session.userId,
  note,
});

/** What a form of settings carries beside its fields. */
const envelope = z.looseObject({
  version: wholeNumber(0, VERSION_MAX),
  note: z.string().max(200).default(''),
});

export type FormValues = Record<string, string | string[]>;

/** A form of settings as it was sent. Errors: a ZodError, answered with 400, for one without a version. */
export function sentSettings(request: FastifyRequest): { version: number; note: string; values: FormValues } {
  const { version, note, ...values } = envelope.parse(request.body);
  return { version, note, values: z.record(z.string(), z.union([z.string(), z.array(z.string())])).parse(values) };
}

/** The version that a page was made from, and the token: what every form of settings begins with. */
export const settingsForm = (visit: Visit, version: number): Html =>
  html`${formToken(visit)}<input type="hidden" name="version" value="${version}">`;

/** After a change: back to the page, or what is in its way. The page itself shows what is wrong with single values. */
export async function answerChange(
  reply: FastifyReply,
  changed: Changed,
  {
    back,
    guilds,
    invalid,
  }: { back: string; guilds: Guilds; invalid: (problems: readonly Problem[], told: Html) => Html | Promise<Html> },
): Promise<FastifyReply> {
  switch (changed.outcome) {
    case 'saved':
    case 'unchanged':
      return reply.redirect(`${back}?done=${changed.outcome}`, 303);
    case 'invalid': {
      const told = notice('Nothing was saved: something here cannot be. It is marked below.', 'bad');
      return reply
        .code(400)
        .type('text/html')
        .send((await invalid(changed.problems, told)).toString());
    }
    case 'stale': {
      const { version, authorId, createdAt, note } = changed.newer;
      const who = await guilds.nameOf(authorId);
      const told = html`<div class="notice bad" role="alert"><p><strong>${who} was quicker.</strong> Version ${version} was saved
        ${moment(createdAt)}${note !== '' && html` (“${note}”)`}; this page now shows it. Nothing of yours was saved: look at it and change it again.</p></div>`;
      return reply
        .code(409)
        .type('text/html')
        .send((await invalid([], told)).toString());
    }
  }
}

/** A word on what the last form did, by the address that it sent the browser to. */
export function doneNotice(query: unknown): Html | null {
  const { done } = z.object({ done: z.string().optional() }).parse(query);
  return done !== undefined && Object.hasOwn(DONE, done) ? notice(DONE[done] ?? '') : null;
}

const DONE: Record<string, string> = {
  saved: 'Saved. The next request obeys it; what is in the line keeps what it was accepted with.',
  unchanged: 'That is how it was already.',
  done: 'Done.',
  begun: 'It is in the line; this page will show it when it is painted.',
  gone: 'There was nothing left to do.',
  last_attempt: 'That was its last attempt: if it fails, the person gets an apology.',
  too_old: 'It is too old: nobody would paint it again.',
};

/** What is wrong with a value, beside its field. */
export const wrongWhy = (problems: readonly Problem[], name: string): Html | null => {
  const sentences = problems
    .filter(({ path }) => path === name || path.startsWith(`${name}.`))
    .map(({ sentence }) => sentence);
  return sentences.length === 0 ? null : html`<p class="wrong-why" id="${name}-why">${sentences.join(' ')}</p>`;
};
