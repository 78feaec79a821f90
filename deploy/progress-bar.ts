const WIDTH = 30;

/** Progress on a terminal as one line that fills, elsewhere as a plain line for each quarter. */
export class ProgressBar {
  readonly #stream: NodeJS.WriteStream;
  #quarter = -1;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  show(step: number, steps: number): void {
    if (this.#stream.isTTY) {
      const filled = Math.round((step / steps) * WIDTH);
      this.#stream.write(`\r  ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} step ${step} of ${steps} `);
      return;
    }
    const quarter = Math.floor((step * 4) / steps);
    if (quarter <= this.#quarter) return;
    this.#quarter = quarter;
    this.#stream.write(`  step ${step} of ${steps}\n`);
  }

  done(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[K');
  }
}
