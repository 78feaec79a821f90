import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JOB_BUTTONS } from '../bot/custom-id.ts';
import { explain, type Question } from '../bot/explanation.ts';
import { COMMANDS } from '../bot/interactions.ts';
import { type AccessRule, SETTINGS_DEFAULT } from '../bot/settings.ts';
import * as en from '../bot/texts/en.ts';
import { sentenceOf } from '../bot/texts/texts.ts';
import { botStage } from './bot.ts';
import { pagesOf } from './dashboard-visitor.ts';

const GUILD = '100000000000000001';
const [PATRON, ART, THREAD] = ['300000000000000001', '400000000000000001', '400000000000000002'];

const question: Question = {
  what: '/imagine',
  userId: '200000000000000001',
  surroundings: { guildId: GUILD, channelIds: [ART], roleIds: [], isModerator: false, isAgeRestricted: false },
  isOwnResult: false,
  settings: SETTINGS_DEFAULT,
  usage: { now: new Date(), waitingOfPerson: 0, waitingOfEverybody: 0, imagesToday: 0, gpuMsToday: 0, ban: null },
  missing: [],
};

const firstRefusal = (changes: Partial<Question>): string | null =>
  explain({ ...question, ...changes }).find(({ refusal }) => refusal !== null)?.refusal?.code ?? null;

describe('an explanation', () => {
  it('names the first of all obstacles, in the order in which they are met', () => {
    const access: AccessRule[] = [{ what: '/imagine', effect: 'deny', roleIds: [], channelIds: [ART] }];
    const usage = { ...question.usage, imagesToday: 5, ban: { reason: 'spam', expiresAt: null } };
    const settings = { ...SETTINGS_DEFAULT, access, pausedBecause: 'cleaning' };
    expect(firstRefusal({ settings, usage, missing: ['AttachFiles'] })).toBe('access_denied');
    expect(firstRefusal({ settings: { ...settings, access: [] }, usage, missing: ['AttachFiles'] })).toBe('paused');
    expect(firstRefusal({ usage, missing: ['AttachFiles'] })).toBe('missing_permissions');
    expect(firstRefusal({ usage })).toBe('banned');
    expect(firstRefusal({})).toBeNull();
  });

  it('names a missing permission as Discord does', () => {
    const refusal = explain({ ...question, missing: ['AttachFiles'] }).find((check) => check.refusal !== null)?.refusal;
    expect(refusal).toEqual({ code: 'missing_permissions', values: { permissions: '**Attach Files**' } });
  });

  it('says which rule decided, for a thread by its channel', () => {
    const access: AccessRule[] = [
      { what: '*', effect: 'deny', roleIds: [], channelIds: [] },
      { what: '*', effect: 'allow', roleIds: [PATRON], channelIds: [ART] },
    ];
    const settings = { ...SETTINGS_DEFAULT, access };
    const inThread = { ...question.surroundings, channelIds: [THREAD, ART], roleIds: [PATRON] };
    const [check] = explain({ ...question, settings, surroundings: inThread });
    expect(check).toMatchObject({ refusal: null, because: 'rule 2 is the last that fits' });
    expect(explain({ ...question, settings })[0]).toMatchObject({ because: 'rule 1 is the last that fits' });
  });

  it('asks who may press for a button, and limits only for what paints', () => {
    const names = (what: string) => explain({ ...question, what }).map(({ name }) => name);
    expect(names('button:delete')).toEqual(['Who may press', 'Access rules']);
    expect(names('button:reroll')).toEqual([
      'Who may press',
      'Access rules',
      'Painting',
      'The bot’s own permissions',
      'Bans and limits',
    ]);
    expect(names('/history')).toEqual(['Access rules']);
    expect(firstRefusal({ what: 'button:delete' })).toBe('not_yours');
    expect(firstRefusal({ what: 'button:delete', isOwnResult: true })).toBeNull();
    expect(
      firstRefusal({ what: 'button:delete', surroundings: { ...question.surroundings, isModerator: true } }),
    ).toBeNull();
  });

  it('never keeps an admin from undoing their own rules', () => {
    const what = fc.constantFrom(
      '*',
      ...COMMANDS.map(({ data }) => `/${data.name}`),
      ...JOB_BUTTONS.map((name) => `button:${name}`),
    );
    const rule = fc.record({
      what,
      effect: fc.constantFrom('allow' as const, 'deny' as const),
      roleIds: fc.subarray([PATRON]),
      channelIds: fc.subarray([ART, THREAD]),
    });
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 6 }), (access) => {
        expect(firstRefusal({ what: '/admin', settings: { ...SETTINGS_DEFAULT, access } })).toBeNull();
      }),
    );
  });

  it('is what the bot does', async () => {
    const stage = await botStage();
    const { discord, db } = stage;
    const scope = pagesOf(discord).split('/')[2] ?? '';
    const { id: art } = discord.channel('art');
    const { id: general } = discord.channel('general');
    const access: AccessRule[] = [
      { what: '*', effect: 'deny', roleIds: [], channelIds: [general] },
      { what: '/quota', effect: 'allow', roleIds: [], channelIds: [general] },
      { what: '/models', effect: 'deny', roleIds: [], channelIds: [] },
    ];
    await db.database.settingsRevision.create({ data: { scope, version: 1, differences: { access }, authorId: '1' } });
    await stage.restart();
    const settings = { ...SETTINGS_DEFAULT, access };
    for (const [channel, id] of [
      ['art', art],
      ['general', general],
    ] as const) {
      for (const name of ['quota', 'models', 'help', 'queue']) {
        const surroundings = { ...question.surroundings, guildId: scope, channelIds: [id] };
        const explained = firstRefusal({ what: `/${name}`, settings, surroundings }) !== null;
        const answer = await discord.user('ada').slash(name, {}, { channel });
        const refusal = sentenceOf(en, { code: 'access_denied', values: { what: `/${name}` } });
        const isRefused = (await answer.settled()).text === refusal;
        expect(isRefused, `${name} in ${channel}`).toBe(explained);
      }
    }
  });
});
