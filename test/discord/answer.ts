import { type APIModalInteractionResponseCallbackData, InteractionResponseType } from 'discord-api-types/v10';
import type { Changes } from './changes.ts';
import { ACKNOWLEDGE_WITHIN_MS, type Interaction, isDeferral } from './interactions.ts';
import type { MessageView } from './message-view.ts';
import type { FormValues } from './modal-form.ts';

/** How long a person waits for what should come at once. */
const PATIENCE_MS = 10_000;

export interface AnswerOptions {
  interaction: Interaction;
  changes: Changes;
  /** The answer's messages as the person sees them. */
  look: () => { original: MessageView | null; followups: MessageView[]; isEdited: boolean };
  submit: (modal: APIModalInteractionResponseCallbackData, values: FormValues) => Promise<Answer>;
}

/** What comes of a command, click or submission, as the person who did it sees it. */
export class Answer {
  readonly #options: AnswerOptions;

  constructor(options: AnswerOptions) {
    this.#options = options;
  }

  get interactionId(): string {
    return this.#options.interaction.id;
  }

  /** The token that Discord gave the bot. */
  get token(): string {
    return this.#options.interaction.token;
  }

  /** Whether nobody else sees the answer; known once it is acknowledged. */
  get ephemeral(): boolean {
    return this.#options.interaction.isEphemeral;
  }

  /** How the bot acknowledged, or null as long as it did not. */
  get acknowledgement(): InteractionResponseType | null {
    return this.#options.interaction.acknowledgement;
  }

  /** Resolves when the bot acknowledged, with the milliseconds that it took; rejects when it "did not respond". */
  async acked(timeoutMs = ACKNOWLEDGE_WITHIN_MS + 500): Promise<number> {
    return this.#options.changes.until(
      () => this.#options.interaction.acknowledgedAfterMs,
      timeoutMs,
      () => 'acknowledgement by the application',
    );
  }

  /** The message of the answer once it is as `predicate` wants it. */
  async until(predicate: (message: MessageView) => boolean, timeoutMs = PATIENCE_MS): Promise<MessageView> {
    const look = () => {
      const { original } = this.#options.look();
      return original && predicate(original) ? original : null;
    };
    return this.#options.changes.until(look, timeoutMs, () => {
      const { original } = this.#options.look();
      return `such message; ${original ? `it reads: ${original.text || '(nothing)'}` : 'there is none at all'}`;
    });
  }

  /**
   * The finished answer. A reply that was not deferred is finished at once. A deferred one is when it no longer
   * "thinks", and shows media or ends with small print (`-# `): progress shows neither, an apology the
   * latter. A deferred update is finished by its first edit. Who means something else says it to `until`.
   */
  async settled(timeoutMs = PATIENCE_MS): Promise<MessageView> {
    return this.until((message) => {
      if (message.isLoading || this.acknowledgement === null) return false;
      if (!isDeferral(this.acknowledgement)) return true;
      if (this.acknowledgement === InteractionResponseType.DeferredMessageUpdate) return this.#options.look().isEdited;
      return message.media.length > 0 || /(^|\n)-# [^\n]*$/.test(message.text);
    }, timeoutMs);
  }

  /** The messages that came after the first. */
  followups(): MessageView[] {
    return this.#options.look().followups;
  }

  /** The form that the bot opened. */
  async modal(timeoutMs = PATIENCE_MS): Promise<APIModalInteractionResponseCallbackData> {
    return this.#options.changes.until(
      () => this.#options.interaction.modal,
      timeoutMs,
      () => 'modal',
    );
  }

  /** Fills the form in, by custom_id, and sends it. */
  async submit(values: FormValues): Promise<Answer> {
    return this.#options.submit(await this.modal(), values);
  }
}
