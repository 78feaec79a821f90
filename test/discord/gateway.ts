import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import type { RawData, WebSocket } from 'ws';
import { z } from 'zod';
import { GatewaySession } from './gateway-session.ts';

/** Discord's own interval. */
const HEARTBEAT_MS = 41_250;
/** Intents that a bot gets only after it asked for them in the Developer Portal, which this one did not. */
const PRIVILEGED = GatewayIntentBits.GuildMembers | GatewayIntentBits.GuildPresences | GatewayIntentBits.MessageContent;

const payload = z.object({ op: z.number(), d: z.unknown() });
const identify = z.object({ token: z.string(), intents: z.number().int().nonnegative() });
const resume = z.object({ token: z.string(), session_id: z.string(), seq: z.number() });

export interface GatewayOptions {
  token: string;
  heartbeatMs?: number | undefined;
  /** What a session is told first: READY without its session, and the events that follow it. */
  greeting: () => { ready: object; events: { t: string; d: unknown }[] };
  onProblem: (problem: string) => void;
  /** A client connected, left, identified or resumed. */
  onChange: () => void;
}

/**
 * The socket through which the bot hears of interactions. It keeps the sessions, so that a client which lost its
 * connection is told on RESUME what it missed.
 * https://docs.discord.com/developers/events/gateway
 */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #sockets = new Set<WebSocket>();
  readonly #silent = new WeakSet<WebSocket>();
  readonly #sessions = new Map<string, GatewaySession>();
  /** How often a client identified and resumed, for tests. */
  readonly counts = { identified: 0, resumed: 0 };

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  /** Whether a bot is connected. */
  get isConnected(): boolean {
    return [...this.#sessions.values()].some(({ socket }) => socket !== null);
  }

  connect(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('message', (data) => this.#receive(socket, data));
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#forget(socket);
      this.#options.onChange();
    });
    this.#send(socket, GatewayOpcodes.Hello, { heartbeat_interval: this.#options.heartbeatMs ?? HEARTBEAT_MS });
  }

  /** Tells every connected bot of something, provided that it asked for such events; a disconnected one hears it on resume. */
  dispatch(t: string, d: unknown, intent: GatewayIntentBits | null): void {
    for (const session of this.#sessions.values()) {
      if (intent === null || (session.intents & intent) !== 0) session.dispatch(t, d);
    }
  }

  /** Ends every connection with a close code, as Discord does when it restarts (1006 cuts it without one). */
  close(code: number): void {
    for (const socket of this.#sockets) {
      if (code === 1006) socket.terminate();
      else socket.close(code);
    }
  }

  /** Op 7: asks the client to connect again and resume. */
  askReconnect(): void {
    for (const socket of this.#sockets) this.#send(socket, GatewayOpcodes.Reconnect, null);
  }

  /** Op 9: the session is over; without `resumable` it is forgotten too. */
  invalidateSession({ resumable }: { resumable: boolean }): void {
    if (!resumable) this.#sessions.clear();
    for (const socket of this.#sockets) this.#send(socket, GatewayOpcodes.InvalidSession, resumable);
  }

  /** Nothing is heard or said any more on the connections of now, as behind a dead router; new ones work. */
  fallSilent(): void {
    for (const socket of this.#sockets) {
      this.#silent.add(socket);
      this.#forget(socket);
    }
  }

  /** Hands the last event of a type over once more, as happens around a resume. */
  replayLast(type = 'INTERACTION_CREATE'): void {
    const session = [...this.#sessions.values()].at(-1);
    const last = session?.events.findLast(({ t }) => t === type);
    if (!last) throw new RangeError(`expected an earlier ${type}, got none`);
    session?.dispatch(last.t, last.d);
  }

  stop(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  #receive(socket: WebSocket, data: RawData): void {
    if (this.#silent.has(socket)) return;
    const parsed = payload.safeParse(parseJson(String(data)));
    if (!parsed.success) {
      socket.close(GatewayCloseCodes.DecodeError);
      return;
    }
    const { op, d } = parsed.data;
    switch (op) {
      case GatewayOpcodes.Heartbeat:
        this.#send(socket, GatewayOpcodes.HeartbeatAck, null);
        return;
      case GatewayOpcodes.Identify:
        this.#identify(socket, d);
        return;
      case GatewayOpcodes.Resume:
        this.#resume(socket, d);
        return;
      case GatewayOpcodes.PresenceUpdate:
        if (!this.#sessionOf(socket)) socket.close(GatewayCloseCodes.NotAuthenticated, 'Not authenticated.');
        return;
      default:
        this.#options.onProblem(`gateway: opcode ${op} is not built here`);
        socket.close(GatewayCloseCodes.UnknownOpcode);
    }
  }

  #identify(socket: WebSocket, d: unknown): void {
    const parsed = identify.safeParse(d);
    if (!parsed.success) {
      socket.close(GatewayCloseCodes.DecodeError);
      return;
    }
    if (this.#sessionOf(socket)) {
      socket.close(GatewayCloseCodes.AlreadyAuthenticated, 'Already authenticated.');
      return;
    }
    const { token, intents } = parsed.data;
    if (token !== this.#options.token) {
      socket.close(GatewayCloseCodes.AuthenticationFailed, 'Authentication failed.');
      return;
    }
    if ((intents & PRIVILEGED) !== 0) {
      socket.close(GatewayCloseCodes.DisallowedIntents, 'Disallowed intent(s).');
      return;
    }
    const session = new GatewaySession(intents, socket);
    this.#sessions.set(session.id, session);
    this.counts.identified += 1;
    const { ready, events } = this.#options.greeting();
    session.dispatch('READY', { ...ready, session_id: session.id });
    for (const { t, d: data } of events) session.dispatch(t, data);
    this.#options.onChange();
  }

  #resume(socket: WebSocket, d: unknown): void {
    const parsed = resume.safeParse(d);
    const session = this.#sessions.get(parsed.data?.session_id ?? '');
    if (!parsed.success || !session || parsed.data.token !== this.#options.token) {
      this.#send(socket, GatewayOpcodes.InvalidSession, false);
      return;
    }
    if (parsed.data.seq > session.events.length) {
      socket.close(GatewayCloseCodes.InvalidSeq, 'Invalid seq.');
      return;
    }
    session.socket = socket;
    this.counts.resumed += 1;
    for (const event of session.events.filter(({ s }) => s > parsed.data.seq)) session.send(event);
    session.dispatch('RESUMED', {});
    this.#options.onChange();
  }

  #sessionOf(socket: WebSocket): GatewaySession | undefined {
    return [...this.#sessions.values()].find((session) => session.socket === socket);
  }

  /** The session stays, for a resume. */
  #forget(socket: WebSocket): void {
    for (const session of this.#sessions.values()) if (session.socket === socket) session.socket = null;
  }

  #send(socket: WebSocket, op: GatewayOpcodes, d: unknown): void {
    if (!this.#silent.has(socket)) socket.send(JSON.stringify({ op, d, s: null, t: null }));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return undefined;
  }
}
