import sharp from 'sharp';
import type { Settings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

/** What happens to a picture that the model's own safety checker flags. */
export const SAFETY_POLICIES = ['block', 'spoiler', 'allow'] as const;
export type SafetyPolicy = (typeof SAFETY_POLICIES)[number];

const GREY = { r: 64, g: 64, b: 70 };

/** A server's policy for a channel: its own if it has one, a thread's is its channel's, else by age restriction. */
export function safetyPolicyFor(
  { safety }: Settings,
  { channelIds, isAgeRestricted }: Pick<Surroundings, 'channelIds' | 'isAgeRestricted'>,
): SafetyPolicy {
  const own = channelIds.map((id) => safety.channels[id]).find((policy) => policy !== undefined);
  return own ?? (isAgeRestricted ? safety.ageRestricted : safety.elsewhere);
}

/** As it is stored with a job; a policy of a later version is read as the strictest. */
export const knownPolicy = (text: string): SafetyPolicy => SAFETY_POLICIES.find((policy) => policy === text) ?? 'block';

/** Of two policies the one that hides more; they are listed from the strictest. */
export const stricter = (one: SafetyPolicy, other: SafetyPolicy): SafetyPolicy =>
  SAFETY_POLICIES.find((policy) => policy === one || policy === other) ?? 'block';

/** Whether a picture must not be shown where its job was asked for. */
export const isHidden = ({ isFlagged }: { isFlagged: boolean | null }, policy: SafetyPolicy): boolean =>
  isFlagged === true && policy === 'block';

/** What stands in the grid for a picture: itself, or a grey square of its size, so that U2 stays U2. */
export async function shownPng(
  image: { png: Uint8Array; width: number; height: number; isFlagged: boolean | null },
  policy: SafetyPolicy,
): Promise<Uint8Array> {
  if (!isHidden(image, policy)) return image.png;
  const { width, height } = image;
  return sharp({ create: { width, height, channels: 3, background: GREY } })
    .png()
    .toBuffer();
}
