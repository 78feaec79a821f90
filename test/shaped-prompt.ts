/** Pieces of which prompts with flags, weights and permutations are made, well and badly. */
const PIECES = [
  ...[
    'a red fox',
    'in snow,',
    'portrait of a woman',
    '赤い狐',
    '🦊',
    'café',
    '(red:1.2)',
    '[blue]',
    'BREAK',
    '\\(x\\)',
  ],
  ...['--ar 16:9', '--ar 1:1', '—ar 3:2', '--no red, blue', '--no "a, b"', '--seed 7', '--seed 8', '--steps 30'],
  ...['--s 250', '--chaos 20', '--tile', '--tile no', '--repeat 3', '--private', '--spoiler', '--size 96x96'],
  ...['--scheduler Euler a', '--model emoji', '--style "oil"', '--cfg 7', '--count 2', '--strength 0.5'],
  ...[
    '--v 6',
    '--style raw',
    '--sede 5',
    '--q .25',
    '--unknown',
    '--seed',
    '--ar16:9',
    '--no',
    '\\--no',
    'well--known',
  ],
  ...['::', '::2', '::-0.5', '::.5', '::100', '::3d', 'snow::1.5', '\\::', '：：2'],
  ...['{a, b}', '{old|young}', '{1, 2, {3, 4}}', '{', '}', ',', '|', '\\,', '\\{', '\\}', '\\', '{a, b|c}'],
  ...[
    ' ',
    '\n',
    '\u3000',
    '\u200b',
    '\u202e',
    '\ud800',
    '\0',
    '"',
    '“',
    '-',
    '—',
    '－－ｓｅｅｄ　７',
    '@everyone',
    '<@1>',
    '`',
  ],
];
const LENGTH_MAX = 6_000;

/**
 * A prompt out of a number: mostly a few pieces as a person would write them, sometimes glued together, sometimes one
 * piece over and over up to Discord's limit. The same number gives the same prompt, so that a failure can be repeated.
 */
export function shapedPrompt(seed: number): string {
  const next = randomFrom(seed);
  const piece = (): string => PIECES[next() % PIECES.length] ?? '';
  const shape = next() % 64;
  if (shape === 0)
    return piece()
      .repeat(1 + (next() % 1_000))
      .slice(0, LENGTH_MAX);
  const pieces = Array.from({ length: shape === 1 ? 200 : 1 + (next() % 12) }, piece);
  return pieces.join(next() % 4 === 0 ? '' : ' ').slice(0, LENGTH_MAX);
}

/** mulberry32: 32 bits of state are plenty for shapes, and each number of a loop begins a stream of its own. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
