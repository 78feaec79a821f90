import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';

/** One thing that happened, as the gateway sends it. */
export interface GatewayEvent {
  s: number;
  t: string;
  d: unknown;
}

/** What a client has been told since it identified, so that a new connection can go on where the last one ended. */
export class GatewaySession {
  readonly id = randomBytes(16).toString('hex');
  readonly intents: number;
  readonly events: GatewayEvent[] = [];
  socket: WebSocket | null;

  constructor(intents: number, socket: WebSocket) {
    this.intents = intents;
    this.socket = socket;
  }

  /** Keeps the event for a later resume and sends it if somebody listens. */
  dispatch(t: string, d: unknown): void {
    const event = { s: this.events.length + 1, t, d };
    this.events.push(event);
    this.send(event);
  }

  send(event: GatewayEvent): void {
    this.socket?.send(JSON.stringify({ op: 0, ...event }));
  }
}
