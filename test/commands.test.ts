import { describe, expect, it } from 'vitest';
import { type BotStage, botStage, jobState } from './bot.ts';
import { GUILD_ID } from './discord/guild.ts';

/** What a command answers privately. */
async function told(stage: BotStage, command: string, values: Record<string, string | number> = {}, person = 'ada') {
  const answer = await stage.discord.user(person).slash(command, values);
  const { text } = await answer.settled();
  expect(answer.ephemeral).toBe(true);
  expect(stage.discord.problems).toEqual([]);
  return text;
}

async function imagine(stage: BotStage, person = 'ada') {
  const answer = await stage.discord.user(person).slash('imagine', { prompt: 'a red apple', seed: 7 });
  await answer.acked();
  return answer;
}

async function painted(stage: BotStage, person = 'ada') {
  const answer = await imagine(stage, person);
  await stage.finish(await stage.claim());
  const message = await answer.settled();
  await jobState(stage.db, 'answered');
  return message;
}

describe('/quota', () => {
  it('tells what was used today, what waits, and when the day begins anew', async () => {
    const stage = await botStage();
    await painted(stage);
    await imagine(stage);
    const text = await told(stage, 'quota');
    expect(text).toContain('Images today: 8, without a limit');
    expect(text).toContain('Seconds of painting today: 1,');
    expect(text).toContain('Jobs in line: 1 of 10');
    expect(text).toMatch(/<t:\d+:R>/);
    expect(await told(stage, 'quota', {}, 'bob')).toContain('Images today: 0');
  });
});

describe('/queue', () => {
  it('tells the length of the line and where one’s own jobs are in it', async () => {
    const stage = await botStage();
    expect(await told(stage, 'queue')).toContain('0 jobs wait for one painter.');
    await imagine(stage, 'bob');
    await imagine(stage);
    await imagine(stage);
    const text = await told(stage, 'queue');
    expect(text).toContain('3 jobs wait');
    expect(text).toMatch(/Number 2 in line · a red apple\n.*Number 3 in line/);
    await stage.claim();
    expect(await told(stage, 'queue', {}, 'bob')).toContain('being painted · a red apple');
  });
});

describe('/models and /help', () => {
  it('tell what can be painted with, and how', async () => {
    const stage = await botStage();
    expect(await told(stage, 'models')).toMatch(
      /\*\*emoji\*\*.*Emoji.*\n.*96×96 · 20 steps · DPM\+\+ 2M.* · can start from a picture · loaded on cpu · MIT/,
    );
    expect(await told(stage, 'help')).toContain('**/imagine**');
  });
});

describe('/privacy', () => {
  it('gives a person everything that is kept about them, and nothing of others', async () => {
    const stage = await botStage();
    await painted(stage);
    await painted(stage, 'bob');
    const answer = await stage.discord.user('ada').slash('privacy export');
    const [file, archive] = (await answer.settled()).media;
    expect(answer.ephemeral).toBe(true);
    const stored = await stage.db.query<{ png: Buffer }>(
      'SELECT png FROM image JOIN job ON job.id = job_id WHERE user_id = $1',
      [stage.discord.user('ada').id],
    );
    const packed = await archive?.bytes();
    expect(stored.map(({ png }) => packed?.includes(png))).toEqual([true, true, true, true]);
    const data = JSON.parse(String(await file?.bytes()));
    expect(data.jobs).toHaveLength(1);
    expect(data.jobs[0]).toMatchObject({
      request: { prompt: 'a red apple' },
      images: [{ slot: 0, seed: '7' }, {}, {}, {}],
    });
    expect(JSON.stringify(data)).not.toContain('token');
  });

  it('deletes prompts, pictures and tokens once that is confirmed, and writes down that it happened', async () => {
    const stage = await botStage();
    await painted(stage);
    await painted(stage, 'bob');
    const waiting = await imagine(stage);
    const question = await (await stage.discord.user('ada').slash('privacy forget')).settled();
    expect(await stage.db.query('SELECT id FROM job')).toHaveLength(3);
    const pressed = await question.click('Delete all of it');
    await pressed.until(({ text }) => text.includes('Deleted: 2 jobs'));
    expect(pressed.ephemeral).toBe(true);
    expect((await waiting.settled()).text).toContain('Cancelled');
    const ada = stage.discord.user('ada').id;
    expect(await stage.db.query('SELECT id FROM job WHERE user_id = $1', [ada])).toEqual([]);
    expect(await stage.db.query('SELECT id FROM image')).toHaveLength(4);
    expect(await stage.db.query('SELECT action, actor_id, after FROM audit_entry')).toEqual([
      { action: 'data_forgotten', actor_id: ada, after: { jobs: 2 } },
    ]);
  });
});

describe('/admin', () => {
  it('lets somebody paint no more, for some days, until that is lifted', async () => {
    const stage = await botStage();
    const { id } = stage.discord.user('ada');
    expect(await told(stage, 'admin block', { user: id, reason: 'spam', days: 3 }, 'dan')).toMatch(
      /cannot paint here until/,
    );
    expect((await (await imagine(stage)).settled()).text).toContain('The reason given: spam');
    expect(await told(stage, 'admin unblock', { user: id }, 'dan')).toContain('can paint here again');
    expect(await told(stage, 'admin unblock', { user: id }, 'dan')).toContain('was not blocked');
    await imagine(stage);
    await stage.claim();
    const audit = await stage.db.query<{ action: string }>('SELECT action FROM audit_entry ORDER BY id');
    expect(audit.map(({ action }) => action)).toEqual(['person_banned', 'person_unbanned']);
  });

  it('drains: nothing more is accepted, and what waits is counted and still painted', async () => {
    const stage = await botStage();
    const waiting = await imagine(stage);
    expect(await told(stage, 'admin drain', {}, 'dan')).toContain('One job is still to be painted');
    expect((await (await imagine(stage)).settled()).text).toContain('about to be worked on');
    await stage.finish(await stage.claim());
    expect((await waiting.settled()).media).toHaveLength(1);
    expect(await stage.db.query('SELECT action FROM audit_entry')).toEqual([{ action: 'workers_drained' }]);
  });

  it('pauses and resumes, as a version of the settings, and says how things are', async () => {
    const stage = await botStage();
    expect(await told(stage, 'admin pause', { reason: 'The GPU is being cleaned.' }, 'dan')).toContain('paused here');
    expect((await (await imagine(stage)).settled()).text).toContain('The GPU is being cleaned');
    expect(await told(stage, 'admin status', {}, 'dan')).toMatch(
      /One painter is at work, with: emoji\.\n.*0 jobs painted.*\n.*paused/s,
    );
    expect(await told(stage, 'admin resume', {}, 'dan')).toContain('Requests are accepted.');
    const address = `${stage.dashboardUrl}/servers/${GUILD_ID}/overview`;
    expect(await told(stage, 'admin dashboard', {}, 'dan')).toContain(address);
    await imagine(stage);
    await stage.claim();
    const versions = await stage.db.query(
      'SELECT version, note FROM settings_revision WHERE scope = $1 ORDER BY version',
      [GUILD_ID],
    );
    expect(versions).toEqual([
      { version: 1, note: '/admin pause' },
      { version: 2, note: '/admin resume' },
    ]);
    const audit = await stage.db.query<{ action: string }>('SELECT action FROM audit_entry ORDER BY id');
    expect(audit.map(({ action }) => action)).toEqual(['painting_paused', 'painting_resumed']);
  });
});
