import type { May } from '../grants.ts';
import type { Named } from '../guilds.ts';
import { INSTANCE } from '../settings-store.ts';
import { includes } from './rights.ts';
import type { Session } from './sessions.ts';

/** What a page is about: one server, or the whole instance. */
export interface Scope {
  /** A guild's id, or `instance`: as settings have it, and as the address has it. */
  id: string;
  /** Null for the whole instance. */
  guildId: string | null;
  name: string;
}

export const INSTANCE_SCOPE: Scope = { id: INSTANCE, guildId: null, name: 'All servers' };

/** Somebody who looks at a page that they may look at. */
export class Visit {
  readonly session: Session;
  readonly scope: Scope;
  readonly may: May;
  /** What every form must carry. */
  readonly formToken: string;
  /** The servers among which they may choose, and whether the instance is one of the choices. */
  readonly servers: readonly Named[];
  readonly isOwner: boolean;

  constructor(parts: Pick<Visit, 'session' | 'scope' | 'may' | 'formToken' | 'servers' | 'isOwner'>) {
    this.session = parts.session;
    this.scope = parts.scope;
    this.may = parts.may;
    this.formToken = parts.formToken;
    this.servers = parts.servers;
    this.isOwner = parts.isOwner;
  }

  get mayEdit(): boolean {
    return includes(this.may, 'edit');
  }

  get mayManage(): boolean {
    return includes(this.may, 'manage');
  }

  /** The address of something in this scope. */
  path(rest: string): string {
    return `/servers/${this.scope.id}/${rest}`;
  }
}
