import { z } from 'zod';

/** Where a page of a list that is sorted by a moment ends: the next one begins after it, whatever is added before. */
export interface PageMark {
  at: Date;
  /** Decides between rows of the same moment. */
  id: string;
}

const mark = z.string().regex(/^\d{1,15}_[0-9a-f-]{1,36}$/, 'Expected a mark of a page, such as 1700000000000_7.');

/** As it stands in an address. */
export const writeMark = ({ at, id }: PageMark): string => `${at.getTime()}_${id}`;

/** Errors: a ZodError for what `writeMark` did not write. */
export function readMark(text: string): PageMark {
  const [ms = '', id = ''] = mark.parse(text).split('_');
  return { at: new Date(Number(ms)), id };
}

/** The first `count` of rows that were read with one more, and the mark of the next page where there is one. */
export function pageOf<Row>(rows: readonly Row[], count: number, markOf: (row: Row) => PageMark) {
  const shown = rows.slice(0, count);
  const last = shown.at(-1);
  return { rows: shown, next: rows.length > count && last !== undefined ? writeMark(markOf(last)) : null };
}
