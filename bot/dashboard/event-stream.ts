import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { JobNews } from '../job-news.ts';
import type { Html } from './html.ts';

/** Between two pictures of the same thing: as often as somebody can read. */
const EVERY_MS = 1_000;
/** A comment line, so that proxies do not take silence for death. */
const ALIVE_EVERY_MS = 20_000;

export interface EventStreamOptions {
  event: string;
  news: JobNews;
  /** The part of the page as it is now; null ends the stream: whoever looks may not any more. */
  render: () => Promise<Html | null>;
  onFault: (error: unknown) => void;
}

/**
 * A part of a page that keeps itself up to date: the server sends it whole whenever something happened, at most once a
 * second, and the browser puts it in its place. Nothing is sent while nothing happens.
 */
export function sendEvents(reply: FastifyReply, { event, news, render, onFault }: EventStreamOptions): FastifyReply {
  const stream = new Readable({ read: () => undefined });
  let timer: NodeJS.Timeout | null = null;
  let sentAtMs = Number.NEGATIVE_INFINITY;

  const send = async () => {
    const part = await render();
    if (part === null) return stream.push(null);
    const data = part.toString().replaceAll('\n', '\ndata: ');
    return stream.push(`event: ${event}\ndata: ${data}\n\n`);
  };
  const soon = () => {
    if (timer !== null) return;
    timer = setTimeout(
      () => {
        timer = null;
        sentAtMs = Date.now();
        send().catch((error: unknown) => {
          onFault(error);
          stream.push(null); // the browser connects again by itself
        });
      },
      Math.max(0, sentAtMs + EVERY_MS - Date.now()),
    );
  };
  const alive = setInterval(() => stream.push(': \n\n'), ALIVE_EVERY_MS);
  const stopListening = news.onNews(soon);
  stream.on('close', () => {
    stopListening();
    clearInterval(alive);
    if (timer !== null) clearTimeout(timer);
  });
  soon(); // what happened between the page and this stream
  return reply.type('text/event-stream').header('x-accel-buffering', 'no').send(stream);
}
