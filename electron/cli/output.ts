import { once } from 'node:events'
import { escapeText } from '../engine/display-name.ts'

const CHUNK = 64 * 1024

/** A text of one or more lines that drives no terminal. */
export function safeText(text: string): string {
  return text.includes('\n') ? text.split('\n').map(escapeText).join('\n') : escapeText(text)
}

/** Writes a line to stderr, as safe as {@link Output.line}. */
export function sayLine(text: string): void {
  process.stderr.write(`${safeText(text)}\n`)
}

/** Writes to stdout in large pieces and waits while a reader is slow. */
export class Output {
  #pending: string[] = []
  #length = 0

  /** Writes a text and ends the line. Whatever an archive put into it drives no terminal: only its line ends go through. */
  async line(text: string): Promise<void> {
    await this.#write(safeText(text))
  }

  /** Writes a value as JSON, which is for programs: in one line, or `indented`. */
  async json(value: unknown, indented = false): Promise<void> {
    await this.#write(indented ? JSON.stringify(value, null, 2) : JSON.stringify(value))
  }

  async #write(text: string): Promise<void> {
    this.#pending.push(text, '\n')
    this.#length += text.length + 1
    if (this.#length >= CHUNK) await this.flush()
  }

  async bytes(bytes: Uint8Array): Promise<void> {
    await this.flush()
    if (!process.stdout.write(bytes)) await once(process.stdout, 'drain')
  }

  async flush(): Promise<void> {
    const text = this.#pending.join('')
    this.#pending = []
    this.#length = 0
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain')
  }
}
