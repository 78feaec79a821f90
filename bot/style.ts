/** Where a style puts the person's words. */
export const STYLE_SLOT = '{prompt}';

/** A template around a prompt, and what it adds to the negative prompt. */
export interface Style {
  prompt: string;
  negativePrompt: string;
}

/** A prompt inside its style. Split, not replaced: `$&` in a prompt is no pattern. */
export function applyStyle(
  style: Style,
  prompt: string,
  negativePrompt: string,
): { prompt: string; negativePrompt: string } {
  return {
    prompt: style.prompt.split(STYLE_SLOT).join(prompt),
    negativePrompt: joinPrompts(negativePrompt, style.negativePrompt),
  };
}

/** Two lists of words as one; either may be empty. */
export const joinPrompts = (first: string, second: string): string =>
  first === '' || second === '' ? first + second : `${first}, ${second}`;
