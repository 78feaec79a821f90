import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ApiError, entityTooLarge } from './api-error.ts';
import { contentTypeOf, storedName, type Upload } from './attachment.ts';

/** What Discord takes in one request, and in one file of it. */
export const REQUEST_BYTES_MAX = 25 * 1024 * 1024;
export const FILE_BYTES_MAX = 10 * 1024 * 1024;

/** A JSON body together with the files that came with it, by the number in `files[n]`. */
export interface RequestBody {
  json: unknown;
  files: ReadonlyMap<string, Upload>;
}

/** JSON, forms and multipart bodies all reach the routes as a `RequestBody`. */
export function parseBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => ({
      json: body.length === 0 ? undefined : parseJson(body.toString('utf8')),
      files: new Map(),
    }),
  );
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string) => ({
      json: Object.fromEntries(new URLSearchParams(body)),
      files: new Map(),
    }),
  );
  server.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => parseMultipart(body, request.headers['content-type'] ?? ''),
  );
}

/** The body of a request; one without is empty. */
export const bodyOf = (request: FastifyRequest): RequestBody =>
  (request.body as RequestBody | undefined) ?? { json: undefined, files: new Map() };

async function parseMultipart(body: Buffer, contentType: string): Promise<RequestBody> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const payload = form.get('payload_json');
  const files = new Map<string, Upload>();
  for (const [name, part] of form) {
    const number = name.match(/^files\[(\d+)\]$/)?.[1];
    if (number === undefined || typeof part === 'string') continue;
    const bytes = Buffer.from(await part.arrayBuffer());
    if (bytes.length > FILE_BYTES_MAX) throw entityTooLarge();
    const filename = storedName(part.name);
    files.set(number, { filename, contentType: contentTypeOf(filename), bytes });
  }
  return { json: typeof payload === 'string' ? parseJson(payload) : Object.fromEntries(form), files };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ApiError(400, 50_109, 'The request body contains invalid JSON.');
  }
}
