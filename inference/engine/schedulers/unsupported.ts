import { Fault } from '../../../prisma/fault.ts';

/** A combination of options that no step can be made with, as a sentence for the person who asked; found before any step. */
export const unsupported = (sentence: string): Fault => new Fault('request_unsupported', sentence);
