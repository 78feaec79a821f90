import type { core, ZodMiniType } from 'zod/mini';
import type { BodyError } from './api-error.ts';

type Issue = core.$ZodIssue;

/** Where a value does not keep to Discord's specification, in Discord's words. */
export function violations(schema: ZodMiniType, value: unknown): BodyError[] {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return [];
  return parsed.error.issues
    .flatMap((issue) => leaves(issue, []))
    .filter(isReal)
    .map(bodyError);
}

type Leaf = Issue & { at: PropertyKey[] };

/** A union says only that no branch fits; the branch that is meant is the one whose `type` fits, or the one that fits best. */
function leaves(issue: Issue, above: readonly PropertyKey[]): Leaf[] {
  const at = [...above, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ ...issue, at }];
  const ofType = issue.errors.filter((branch) => !branch.some(({ path }) => path.length === 1 && path[0] === 'type'));
  const candidates = ofType.length > 0 ? ofType : issue.errors;
  const found = candidates.map((branch) => branch.flatMap((inner) => leaves(inner, at)));
  return found.reduce((best, branch) => (branch.filter(isReal).length < best.filter(isReal).length ? branch : best));
}

/** Discord takes `"8"` for 8 and 8 for `"8"`, wherever one of them is due. */
function isReal(leaf: Leaf): boolean {
  if (leaf.code !== 'invalid_type') return true;
  if (leaf.expected === 'number' || leaf.expected === 'int') {
    return !(typeof leaf.input === 'string' && /^-?\d+$/.test(leaf.input));
  }
  return !(leaf.expected === 'string' && typeof leaf.input === 'number');
}

function bodyError(leaf: Leaf): BodyError {
  const { at: path } = leaf;
  switch (leaf.code) {
    case 'invalid_type':
      if (leaf.input === undefined) return { path, code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
      return { path, code: 'BASE_TYPE_BAD_TYPE', message: `Expected ${leaf.expected}, got ${typeof leaf.input}.` };
    case 'too_big':
      return leaf.origin === 'string' || leaf.origin === 'array'
        ? { path, code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${leaf.maximum} or fewer in length.` }
        : { path, code: 'NUMBER_TYPE_MAX', message: `Must be less than or equal to ${leaf.maximum}.` };
    case 'too_small':
      return leaf.origin === 'string' || leaf.origin === 'array'
        ? { path, code: 'BASE_TYPE_MIN_LENGTH', message: `Must be ${leaf.minimum} or more in length.` }
        : { path, code: 'NUMBER_TYPE_MIN', message: `Must be greater than or equal to ${leaf.minimum}.` };
    case 'invalid_value':
      return {
        path,
        code: 'BASE_TYPE_CHOICES',
        message: `Value must be one of {${leaf.values.map(String).join(', ')}}.`,
      };
    default:
      return { path, code: 'BASE_TYPE_INVALID', message: leaf.message };
  }
}
