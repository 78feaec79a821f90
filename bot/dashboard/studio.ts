import { SnowflakeUtil } from 'discord.js';
import { randomSeed } from '../../prisma/seed.ts';
import type { Bot } from '../bot.ts';
import { refusalOfOrders } from '../gate.ts';
import type { Guilds } from '../guilds.ts';
import { optionsFor } from '../imagine-options.ts';
import type { Lineage, Order } from '../intake.ts';
import { completeRequest, recheck } from '../request.ts';
import { safetyPolicyFor } from '../safety.ts';
import type { Style } from '../style.ts';
import type { Refusal } from '../texts/texts.ts';

/** What is painted to see what a style does. */
const STYLE_PROMPT = 'a red apple';

export type Commissioned = { ok: true; jobId: string } | { ok: false; refusal: Refusal };

/** Who asks, and where it counts. */
export interface Client {
  userId: string;
  guildId: string | null;
}

/**
 * Painting for the dashboard: the same intake, limits and queue as on Discord, on the account of the admin who asks. No
 * message is sent; the dashboard shows the job.
 */
export class Studio {
  readonly #bot: Bot;
  readonly #guilds: Guilds;

  constructor(bot: Bot, guilds: Guilds) {
    this.#bot = bot;
    this.#guilds = guilds;
  }

  /** One picture in a style that need not be saved yet. */
  async tryStyle(client: Client, style: Style): Promise<Commissioned> {
    const name = 'tried';
    const settings = { ...this.#bot.settings.of(client.guildId), styles: { [name]: style } };
    const options = optionsFor(STYLE_PROMPT, { style: name, count: 1 });
    const models = await this.#bot.catalogue.known();
    const request = completeRequest(options, { settings, models, randomSeed: randomSeed() });
    if (!request.ok) return request;
    const order = { request: request.value, asked: null, isPrivate: false, isSpoiler: false, initialImage: null };
    return this.#paint(client, order, { action: 'imagine', parentId: null, parentSlot: null });
  }

  /** A stored job exactly again, as the button Rerun does. */
  async rerun(client: Client, jobId: string): Promise<Commissioned> {
    const job = await this.#bot.jobs.find(jobId);
    if (job === null) return { ok: false, refusal: { code: 'job_unknown' } };
    const settings = this.#bot.settings.of(client.guildId);
    const request = recheck(job.request, { settings, models: await this.#bot.catalogue.known() });
    if (!request.ok) return request;
    const initialImage = request.value.imageToImage === null ? null : await this.#bot.jobs.initialImage(jobId);
    if (request.value.imageToImage !== null && initialImage === null) {
      return { ok: false, refusal: { code: 'initial_image_unknown' } };
    }
    const { asked, isPrivate, isSpoiler } = job;
    const order = { request: request.value, asked, isPrivate, isSpoiler, initialImage };
    return this.#paint(client, order, { action: 'rerun', parentId: jobId, parentSlot: 0 });
  }

  async #paint({ userId, guildId }: Client, order: Order, lineage: Lineage): Promise<Commissioned> {
    const settings = this.#bot.settings.of(guildId);
    const obstacle = refusalOfOrders([order], settings);
    if (obstacle) return { ok: false, refusal: obstacle };
    const member = guildId === null ? null : await this.#guilds.member(guildId, userId);
    const asker = {
      interactionId: SnowflakeUtil.generate().toString(),
      applicationId: this.#guilds.applicationId,
      interactionToken: null,
      guildId,
      channelId: 'dashboard',
      userId,
      roleIds: member?.roleIds ?? [],
      isDirect: false,
      safety: safetyPolicyFor(settings, { channelIds: [], isAgeRestricted: false }),
      locale: 'en-US',
    };
    const accepted = await this.#bot.intake.accept(asker, [order], lineage);
    if (accepted.ok === false) return accepted;
    const [jobId] = accepted.ok === true ? accepted.jobIds : [];
    return jobId === undefined ? { ok: false, refusal: { code: 'busy' } } : { ok: true, jobId };
  }
}
