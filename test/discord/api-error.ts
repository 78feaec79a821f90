/** One problem of a body, in the shape of Discord's `errors` tree. */
export interface BodyError {
  /** Keys from the body's root to the value, such as `['embeds', 0, 'title']`. */
  path: readonly PropertyKey[];
  code: string;
  message: string;
}

/**
 * An answer of Discord that is not what was asked for: HTTP status and Discord's own code.
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: number;
  readonly errors: readonly BodyError[];

  constructor(status: number, code: number, message: string, errors: readonly BodyError[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  /** The body as Discord sends it: `{ message, code, errors: { embeds: { 0: { title: { _errors: [...] } } } } }`. */
  toJSON(): object {
    const body = { message: this.message, code: this.code };
    return this.errors.length === 0 ? body : { ...body, errors: errorTree(this.errors) };
  }
}

interface ErrorNode {
  _errors: { code: string; message: string }[];
  children: Map<string, ErrorNode>;
}

const newNode = (): ErrorNode => ({ _errors: [], children: new Map() });

function errorTree(errors: readonly BodyError[]): object {
  const root = newNode();
  for (const { path, code, message } of errors) {
    let node = root;
    for (const key of path.map(String)) {
      const child = node.children.get(key) ?? newNode();
      node.children.set(key, child);
      node = child;
    }
    node._errors.push({ code, message });
  }
  return rendered(root);
}

const rendered = ({ _errors, children }: ErrorNode): object => ({
  ...(_errors.length === 0 ? {} : { _errors }),
  ...Object.fromEntries([...children].map(([key, child]) => [key, rendered(child)])),
});

export const unknownWebhook = (): ApiError => new ApiError(404, 10_015, 'Unknown Webhook');
export const unknownMessage = (): ApiError => new ApiError(404, 10_008, 'Unknown Message');
export const unknownChannel = (): ApiError => new ApiError(404, 10_003, 'Unknown Channel');
export const unknownInteraction = (): ApiError => new ApiError(404, 10_062, 'Unknown interaction');
export const unauthorized = (): ApiError => new ApiError(401, 0, '401: Unauthorized');
export const invalidBody = (errors: readonly BodyError[]): ApiError =>
  new ApiError(400, 50_035, 'Invalid Form Body', errors);
export const entityTooLarge = (): ApiError => new ApiError(413, 40_005, 'Request entity too large');
