import { describe, expect, it } from 'vitest';
import { type BotStage, botStage } from './bot.ts';
import { pagesOf, visitor } from './dashboard-visitor.ts';
import { PRINT_ROOM_ID } from './discord/guild.ts';

/** Sends forms of one server as its manager; each answer with its text. */
async function manager(stage: BotStage) {
  const dan = await visitor(stage.dashboardUrl, 'dan');
  const pages = pagesOf(stage.discord);
  const formToken = await dan.formToken();
  return async (path: string, fields: Record<string, string>) => {
    const response = await dan.post(`${pages}/${path}`, { ...fields, formToken });
    return { status: response.status, text: await response.text() };
  };
}

const versionsOf = async ({ db }: BotStage): Promise<unknown[]> =>
  (await db.query<{ differences: unknown }>('SELECT differences FROM settings_revision ORDER BY version')).map(
    ({ differences }) => differences,
  );

/** What `Number` takes for one, or what no column holds. */
const NO_WHOLE_NUMBERS = ['', ' ', '0x0', '1e0', '-1', '٣', '2147483648', '9'.repeat(30)];

const BLANK_LIMITS = { waitingMax: '', imagesPerDayMax: '', gpuSecondsPerDayMax: '', priority: '' };

describe('a form', () => {
  it('is refused where it lacks the number of a rule, a version or an attempt, and nothing is undone by it', async () => {
    const stage = await botStage();
    const send = await manager(stage);
    const rule = { what: '/imagine', effect: 'deny' };
    expect((await send('access/rules', { version: '0', ...rule })).status).toBe(303);
    for (const number of NO_WHOLE_NUMBERS) {
      const answers = [
        await send('access/rules/move', { version: '1', index: number, to: 'away' }),
        await send('revisions/roll-back', { version: '1', to: number }),
        await send('access/rules', { version: number, ...rule }),
        await send('queue/requeue', { jobId: '00000000-0000-4000-8000-000000000000', attempt: number }),
      ];
      expect(
        answers.map(({ status }) => status),
        `“${number}”`,
      ).toEqual([400, 400, 400, 400]);
    }
    expect(await versionsOf(stage)).toEqual([{ access: [{ ...rule, roleIds: [], channelIds: [] }] }]);
  });

  it('from a page that is older than the settings says who was quicker, and saves nothing', async () => {
    const stage = await botStage();
    const send = await manager(stage);
    expect((await send('settings/requests', { version: '0', stepsMax: '40' })).status).toBe(303);
    const forms: [string, Record<string, string>][] = [
      ['settings/requests', { stepsMax: '50' }],
      ['settings/reset', { key: 'stepsMax' }],
      ['settings/styles', { name: 'oil', prompt: '{prompt}, oil' }],
      ['moderation/words', { words: 'banana' }],
      ['moderation/safety', { elsewhere: 'allow', ageRestricted: 'allow' }],
      ['people/roles', { ...BLANK_LIMITS, roleId: '1300000000000000999', waitingMax: '3' }],
      ['access/rules', { what: '*', effect: 'deny' }],
      ['access/clicks', {}],
      ['queue/pause', { reason: 'cleaning' }],
      ['revisions/roll-back', { to: '0' }],
      ['revisions/import', { text: '{"format":"easel-settings","version":1,"settings":{}}' }],
    ];
    for (const [path, fields] of forms) {
      const { status, text } = await send(path, { version: '0', ...fields });
      expect(status, path).toBe(409);
      expect(text, path).toContain('<strong>Dan was quicker.</strong> Version 1 was saved');
    }
    expect(await versionsOf(stage)).toEqual([{ stepsMax: 40 }]);
  });

  it('takes no comma in a number, which would be a thousand to one person and 1 to another', async () => {
    const stage = await botStage();
    const send = await manager(stage);
    for (const number of ['1,000', '1.000,5', '0x10', 'Infinity', '1_000', '٣']) {
      const { status, text } = await send('settings/requests', { version: '0', promptLengthMax: number });
      expect(status, number).toBe(400);
      expect(text, number).toContain(`value="${number}"`); // stays beside what is wrong with it
    }
    expect(await versionsOf(stage)).toEqual([]);
    expect((await send('settings/variations', { version: '0', variationStrength: '.5' })).status).toBe(303);
    expect(await versionsOf(stage)).toEqual([{ variationStrength: 0.5 }]);
  });

  it('takes text as it is, except for what no database keeps, however it is written', async () => {
    const stage = await botStage();
    const send = await manager(stage);
    const imported = (text: string) =>
      `{"format":"easel-settings","version":1,"settings":{"negativeAlways":"${text}"}}`;
    for (const text of ['\\u0000', 'a\\ud800', '\\udc00b', '\\\\\\ud83d', '\\uDC00\\uD800']) {
      const answer = await send('revisions/import', { version: '0', text: imported(text) });
      expect(answer.status, text).toBe(400);
      expect(answer.text, text).toContain('Nothing was imported. There is a character in it that is none.');
    }
    expect((await send('queue/pause', { version: '0', reason: 'a\u0000b' })).status).toBe(400);
    expect(await versionsOf(stage)).toEqual([]);
    expect((await send('queue/pause', { version: '0', reason: 'C:\\u0000' })).status).toBe(303);
    expect((await send('revisions/import', { version: '1', text: imported('\\ud83e\\udd8a \\\\u0000') })).status).toBe(
      303,
    );
    expect(await versionsOf(stage)).toEqual([{ pausedBecause: 'C:\\u0000' }, { negativeAlways: '🦊 \\u0000' }]);
  });
});

describe('a style that is tried', () => {
  it('is shown to whoever tries it, and nobody is told of another person’s job', async () => {
    const stage = await botStage();
    const dan = await visitor(stage.dashboardUrl, 'dan');
    const pages = pagesOf(stage.discord);
    const style = { prompt: '{prompt}, oil', negativePrompt: '' };
    const begun = await dan.submit('/servers', `${pages}/settings/styles/try`, style);
    const [address = ''] = /settings\/styles\/tried\/[0-9a-f-]{36}/.exec(await begun.text()) ?? [];
    expect(await (await dan.get(`${pages}/${address}`)).text()).toContain('It is being painted');
    const ada = await visitor(stage.dashboardUrl, 'ada'); // who manages the other server
    const answer = await ada.get(`/servers/${PRINT_ROOM_ID}/${address}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('It is gone.');
  });
});
