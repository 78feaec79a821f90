import { describe, expect, it } from 'vitest';
import { Audit } from '../bot/audit.ts';
import { Rights } from '../bot/dashboard/rights.ts';
import { Grants } from '../bot/grants.ts';
import type { Guilds, Member } from '../bot/guilds.ts';
import { freshDatabase } from './database.ts';

const GUILD = '100000000000000001';
const [ADMIN, ADA, OWNER] = ['200000000000000001', '200000000000000002', '200000000000000003'];

async function stage() {
  const db = await freshDatabase();
  const grants = new Grants(db.database, new Audit(db.database));
  const let_ = (may: 'view' | 'edit' | 'manage', expiresAt: Date | null = null) =>
    grants.set({ guildId: GUILD, userId: ADA, may, authorId: ADMIN, expiresAt });
  return { db, grants, let_ };
}

/** What Discord would say, counted; only the questions that rights ask. */
function discordOf(members: Record<string, Pick<Member, 'managesServer'>>) {
  const asked: string[] = [];
  const guilds = {
    find: (id: string) => (id === GUILD ? { id, name: 'A server' } : null),
    member: async (_: string, userId: string) => {
      asked.push(userId);
      return members[userId] ?? null;
    },
    ownerIds: async () => [OWNER],
  };
  return { guilds: guilds as unknown as Guilds, asked, members };
}

describe('a grant', () => {
  it('holds until it ends or is taken back, and each change is written down', async () => {
    const { db, grants, let_ } = await stage();
    expect(await grants.of(GUILD, ADA)).toBeNull();
    await let_('view', new Date(Date.now() + 60_000));
    expect(await grants.of(GUILD, ADA)).toBe('view');
    await let_('edit');
    expect((await grants.list(GUILD)).map(({ may, expiresAt }) => ({ may, expiresAt }))).toEqual([
      { may: 'edit', expiresAt: null },
    ]);
    await db.query("UPDATE dashboard_grant SET expires_at = now() - interval '1 second'");
    expect([await grants.of(GUILD, ADA), await grants.list(GUILD)]).toEqual([null, []]);
    expect([await grants.revoke(GUILD, ADA, ADMIN), await grants.revoke(GUILD, ADA, ADMIN)]).toEqual([true, false]);
    const entries = await db.database.auditEntry.findMany({ orderBy: { id: 'asc' } });
    expect(entries.map(({ action, before, after }) => ({ action, before, after }))).toMatchObject([
      { action: 'access_granted', before: null, after: { may: 'view' } },
      { action: 'access_granted', before: { may: 'view' }, after: { may: 'edit', expiresAt: null } },
      { action: 'access_revoked' },
    ]);
  });
});

describe('rights', () => {
  it('are asked of Discord at most a minute ago, so that whoever loses theirs is out within one', async () => {
    const { grants } = await stage();
    const discord = discordOf({ [ADMIN]: { managesServer: true } });
    let nowMs = 0;
    const rights = new Rights(discord.guilds, grants, [], () => nowMs);
    expect(await rights.of(ADMIN, GUILD)).toBe('manage');
    discord.members[ADMIN] = { managesServer: false };
    nowMs = 59_999;
    expect(await rights.of(ADMIN, GUILD)).toBe('manage');
    nowMs = 60_000;
    expect(await rights.of(ADMIN, GUILD)).toBeNull();
    expect(discord.asked).toEqual([ADMIN, ADMIN]);
  });

  it('by grant are a member’s alone, and count at once', async () => {
    const { grants, let_ } = await stage();
    const discord = discordOf({ [ADA]: { managesServer: false } });
    let nowMs = 0;
    const rights = new Rights(discord.guilds, grants, [], () => nowMs);
    expect(await rights.of(ADA, GUILD)).toBeNull();
    await let_('edit');
    expect(await rights.of(ADA, GUILD)).toBe('edit');
    await grants.revoke(GUILD, ADA, ADMIN);
    expect(await rights.of(ADA, GUILD)).toBeNull();
    await let_('manage');
    delete discord.members[ADA]; // left the server
    nowMs = 60_000;
    expect(await rights.of(ADA, GUILD)).toBeNull();
  });

  it('of the instance are its owners’, by Discord or by the configuration, and of a foreign server nobody’s', async () => {
    const { grants } = await stage();
    const discord = discordOf({});
    const rights = new Rights(discord.guilds, grants, [ADMIN], () => 0);
    expect([await rights.of(OWNER, null), await rights.of(ADMIN, null), await rights.of(ADA, null)]).toEqual([
      'manage',
      'manage',
      null,
    ]);
    expect([await rights.of(OWNER, GUILD), await rights.of(OWNER, '1')]).toEqual(['manage', null]);
  });

  it('that Discord could not tell are asked for again, and nobody is let in meanwhile', async () => {
    const { grants } = await stage();
    const discord = discordOf({ [ADMIN]: { managesServer: true } });
    const { member } = discord.guilds;
    discord.guilds.member = () => Promise.reject(new Error('away'));
    const rights = new Rights(discord.guilds, grants, [], () => 0);
    await expect(rights.of(ADMIN, GUILD)).rejects.toThrow('away');
    discord.guilds.member = member;
    expect(await rights.of(ADMIN, GUILD)).toBe('manage');
  });
});
