import { MessageFlags } from 'discord.js';
import type { StoredImage } from '../jobs.ts';
import type { KnownJob } from '../known-job.ts';
import { shortId } from '../reply.ts';
import { type Texts, textsFor } from '../texts/texts.ts';
import type { Action } from './action.ts';

/** Of the 2,000 characters of a message. */
const BLOCK_MAX = 1_500;

/** Everything about a result, for the one who asked alone: what to paste elsewhere, where it comes from, how long it took. */
export const details: Action = async ({ interaction, job, slot }, bot) => {
  const images = await bot.jobs.images(job.id);
  const about = detailsOf(job, images, slot, textsFor(interaction.locale));
  await interaction.reply({ ...about, flags: MessageFlags.Ephemeral, allowedMentions: { parse: [] } });
};

/** The parameters of one picture in a block to copy, as a file where they are long, and lines about its job. */
export function detailsOf(
  job: KnownJob,
  images: readonly StoredImage[],
  slot: number,
  texts: Texts,
): { content: string; files: { name: string; attachment: Buffer }[] } {
  const { block, files } = copyable(images[slot]?.parameters ?? parametersOfRequest(job));
  return { content: [...block, ...linesAbout(job, images, texts)].join('\n'), files };
}

/** Parameters to copy: in a block, or as a file where they are too long for a message. */
export function copyable(parameters: string): { block: string[]; files: { name: string; attachment: Buffer }[] } {
  const block = codeBlock(parameters);
  return block.length > BLOCK_MAX
    ? { block: [], files: [{ name: 'parameters.txt', attachment: Buffer.from(parameters) }] }
    : { block: [block], files: [] };
}

function linesAbout(job: KnownJob, images: readonly StoredImage[], { details: words }: Texts): string[] {
  const { provenance, parentId } = job;
  const lines = [
    words.job({ id: shortId(job.id), user: `<@${job.userId}>`, at: Math.floor(job.createdAt.getTime() / 1000) }),
    ...(parentId === null
      ? []
      : [words.parent({ action: words.actions[job.action] ?? job.action, id: shortId(parentId) })]),
    ...(images.length === 0 ? [] : [words.seeds({ seeds: images.map(({ seed }) => seed).join(', ') })]),
  ];
  if (provenance === null) return lines;
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);
  const times = { queued: seconds(provenance.queuedMs), painting: seconds(provenance.inferenceMs) };
  const versions = Object.entries(provenance.runtime).map(([name, version]) => `${name} ${version}`);
  return [...lines, words.times(times), words.painted({ device: provenance.device, runtime: versions.join(', ') })];
}

/** For a job without pictures, what would be written into them. */
const parametersOfRequest = ({ request }: KnownJob): string => JSON.stringify(request, null, 1);

/** Back-ticks cannot end the block: a zero-width space stands before every third. */
const codeBlock = (text: string): string => `\`\`\`\n${text.replace(/``(?=`)/g, '``\u200b')}\n\`\`\``;
