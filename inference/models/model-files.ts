import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { z } from 'zod';
import { Fault } from '../../prisma/fault.ts';
import { type OnnxGraph, readOnnxGraph } from './onnx-file.ts';

/**
 * The files of one model folder. Every read goes through here, so that every way a folder can be broken ends in one
 * sentence: which file, what was expected, what to do. A folder comes from a download and is not trusted: nothing
 * outside it is opened, by whatever link or path.
 */
export class ModelFiles {
  readonly folder: string;
  readonly #name: string;

  constructor(folder: string, name: string) {
    this.folder = realpathSync(folder);
    this.#name = name;
  }

  /** The fault for something that is wrong with `file`; `expected` completes the sentence after the file's name. */
  damaged(file: string, expected: string, cause?: unknown): Fault {
    return new Fault(
      'model_damaged',
      `${this.#name}/${file}: ${expected}. Copy the file from the model's source again, or remove the folder ${this.#name}.`,
      { cause },
    );
  }

  /** Whether the folder has `file`; what it is shows when it is read. */
  has(file: string): boolean {
    return statSync(join(this.folder, file), { throwIfNoEntry: false }) !== undefined;
  }

  /** The real, absolute path of a file inside this folder, and its size in bytes. */
  locate(file: string): { path: string; bytes: number } {
    const path = join(this.folder, file);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
      throw this.damaged(file, 'expected a file, found none');
    const real = realpathSync(path);
    if (!real.startsWith(this.folder + sep)) {
      throw this.damaged(file, 'expected a file inside the model folder, got a link that leaves it');
    }
    return { path: real, bytes: statSync(real).size };
  }

  text(file: string): string {
    return readFileSync(this.locate(file).path, 'utf8');
  }

  /** A JSON file checked against a schema; the first thing that is wrong with it is named. */
  json<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> {
    const text = this.text(file);
    let value: unknown;
    try {
      value = JSON.parse(withQuotedNumbers(text));
    } catch (error) {
      throw this.damaged(file, `expected JSON, got ${text.length} characters that are not (${String(error)})`, error);
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw this.damaged(file, `expected ${describe(issue)}`, parsed.error);
  }

  /** A component's graph and every file that holds its weights, the graph's own first. */
  onnx(component: string): { path: string; files: string[] } & OnnxGraph {
    const file = `${component}/model.onnx`;
    const { path } = this.locate(file);
    let graph: OnnxGraph;
    try {
      graph = readOnnxGraph(path);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw this.damaged(file, `expected a whole ONNX file, but ${error.message}`, error);
    }
    const files = [path];
    for (const [location, bytesMin] of graph.externalData) {
      const external = relative(this.folder, join(this.folder, component, location));
      if (external.startsWith('..'))
        throw this.damaged(file, `expected its weights inside the model folder, got ${location}`);
      const found = this.locate(external);
      if (found.bytes < bytesMin)
        throw this.damaged(external, `expected at least ${bytesMin} bytes, got ${found.bytes}`);
      files.push(found.path);
    }
    return { path, files, ...graph };
  }
}

function describe(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'another content';
  const path = issue.path.join('.');
  return `${path === '' ? 'an object' : path} to be right, but: ${issue.message}`;
}

/**
 * Python writes numbers that JSON has no word for as bare words, and diffusers saves `"lambda_min_clipped": -Infinity`
 * with every DPM-Solver. They become strings here, for the schema of their field to read; strings stay as they are.
 */
const withQuotedNumbers = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (found) => (found.startsWith('"') ? found : `"${found}"`));
