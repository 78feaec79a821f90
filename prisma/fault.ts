/**
 * The world failed: a file is damaged, a database is away, a device ran out of memory. Not for a request that we do
 * not do (that is a refusal, a value) and not for our own mistakes (those are assertions and end the process).
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  /** Stable, lower-case, for logs and tests: `model_damaged`, `database_unreachable`, … */
  readonly code: string;
  /** Whether doing the same again later can succeed. */
  readonly retryable: boolean;

  constructor(code: string, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
