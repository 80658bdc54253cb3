import { once } from 'node:events'

const CHUNK = 64 * 1024

/** Writes to stdout in large pieces and waits while a reader is slow. */
export class Output {
  #pending: string[] = []
  #length = 0

  async line(text: string): Promise<void> {
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
