import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUTTON_ACTIONS, decodeButtonId, encodeButtonId } from '../bot/custom-id.ts';

describe('the id of a button', () => {
  it('comes back as it was, and fits into Discord’s 100 characters', () => {
    const button = fc.record({
      action: fc.constantFrom(...BUTTON_ACTIONS),
      slot: fc.integer({ min: 0, max: 3 }),
      jobId: fc.uuid(),
    });
    fc.assert(
      fc.property(button, (id) => {
        const text = encodeButtonId(id);
        expect(text.length).toBeLessThanOrEqual(100);
        expect(decodeButtonId(text)).toEqual(id);
      }),
    );
  });

  it.each([
    '',
    'e0:u:0:AAAAAAAAAAAAAAAAAAAAAA',
    'e1:z:0:AAAAAAAAAAAAAAAAAAAAAA',
    'e1:u:4:AAAAAAAAAAAAAAAAAAAAAA',
    'e1:u:0:short',
  ])('is refused when it is of another version or nobody’s making: %s', (text) => {
    expect(decodeButtonId(text)).toBeNull();
  });
});
