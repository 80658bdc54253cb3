/** What an ELF file says of itself (System V ABI, chapters 4 and 5). */
export interface ElfSummary {
  readonly bits: 32 | 64
  readonly bigEndian: boolean
  /** `e_type`, `e_machine` and EI_OSABI. */
  readonly type: number
  readonly machine: number
  readonly abi: number
  readonly entry: number
  /** Path of the program that loads it; null: it is static, or a library. */
  readonly interpreter: string | null
  /** Libraries that it needs, in order. */
  readonly needed: readonly string[]
  readonly soname: string | null
  /** Where it looks for libraries before all others: DT_RUNPATH, else DT_RPATH. */
  readonly runPath: string | null
  /** Hexadecimal digits of the note of GNU. */
  readonly buildId: string | null
  /** Whether it has no table of symbols for people; null where its sections can not be read. */
  readonly stripped: boolean | null
  readonly debugInfo: boolean
  /** It may lie at any address: its type is that of a library, but it is a program. */
  readonly positionIndependent: boolean
  /** Something in it points beyond its end, or says more than there can be. */
  readonly damaged: boolean
}

/** Reads bytes of the file, fewer where it ends. */
export type ReadBytes = (offset: number, length: number) => Promise<Uint8Array>

const MOST_HEADERS = 512
const LARGEST_HEADER = 1024
const MOST_STRINGS = 256 * 1024
const MOST_DYNAMIC = 64 * 1024
const LONGEST_STRING = 4096
const MOST_NEEDED = 500

const Segment = { Load: 1, Dynamic: 2, Interpreter: 3, Note: 4 } as const
const Section = { Symbols: 2, Note: 7 } as const
const Tag = { Needed: 1, Strings: 5, StringsSize: 10, Soname: 14, Rpath: 15, Runpath: 29, Flags1: 0x6ffffffb } as const
const FLAG_PIE = 0x08000000

interface Header {
  readonly type: number
  readonly offset: number
  readonly address: number
  readonly size: number
  readonly name: number
}

/** Numbers of one file, in its own order of bytes. */
class Numbers {
  readonly #view: DataView
  readonly #little: boolean
  readonly #wide: boolean

  constructor(bytes: Uint8Array, little: boolean, wide: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#little = little
    this.#wide = wide
  }

  get length(): number {
    return this.#view.byteLength
  }

  half(at: number): number {
    return at + 2 <= this.length ? this.#view.getUint16(at, this.#little) : 0
  }

  word(at: number): number {
    return at + 4 <= this.length ? this.#view.getUint32(at, this.#little) : 0
  }

  /** An address, offset or size: as wide as the file's class; rounded where it is beyond what is exact. */
  address(at: number): number {
    if (!this.#wide) return this.word(at)
    return at + 8 <= this.length ? Number(this.#view.getBigUint64(at, this.#little)) : 0
  }
}

/** Reads what a file says of itself; null where it is no ELF. Reads a few kilobytes, and no more than some hundred, whatever it says. */
export async function readElf(read: ReadBytes): Promise<ElfSummary | null> {
  const head = await read(0, 64)
  if (head.length < 52 || head[0] !== 0x7f || head[1] !== 0x45 || head[2] !== 0x4c || head[3] !== 0x46) return null
  const [bitClass, data] = [head[4], head[5]]
  if ((bitClass !== 1 && bitClass !== 2) || (data !== 1 && data !== 2)) return null
  const wide = bitClass === 2
  const numbers = (bytes: Uint8Array): Numbers => new Numbers(bytes, data === 1, wide)
  const header = numbers(head)
  const found = { damaged: false }

  const table = async (offset: number, count: number, size: number, least: number): Promise<Numbers | null> => {
    if (count === 0 || offset === 0) return null
    const possible = size >= least && size <= LARGEST_HEADER
    if (!possible || count > MOST_HEADERS) found.damaged = true
    if (!possible) return null
    const wanted = Math.min(count, MOST_HEADERS) * size
    const bytes = await read(offset, wanted)
    if (bytes.length < wanted) found.damaged = true
    return numbers(bytes)
  }
  const text = (bytes: Uint8Array, at: number): string => {
    const end = bytes.indexOf(0, at)
    const part = bytes.subarray(at, Math.min(end < 0 ? bytes.length : end, at + LONGEST_STRING))
    return new TextDecoder().decode(part)
  }

  const segmentSize = header.half(wide ? 54 : 42)
  const segmentTable = await table(
    header.address(wide ? 32 : 28),
    header.half(wide ? 56 : 44),
    segmentSize,
    wide ? 56 : 32,
  )
  const segments: Header[] = []
  for (let at = 0; segmentTable && at + segmentSize <= segmentTable.length; at += segmentSize)
    segments.push({
      type: segmentTable.word(at),
      offset: segmentTable.address(at + (wide ? 8 : 4)),
      address: segmentTable.address(at + (wide ? 16 : 8)),
      size: segmentTable.address(at + (wide ? 32 : 16)),
      name: 0,
    })
  const sectionSize = header.half(wide ? 58 : 46)
  const sectionTable = await table(
    header.address(wide ? 40 : 32),
    header.half(wide ? 60 : 48),
    sectionSize,
    wide ? 64 : 40,
  )
  const sections: Header[] = []
  for (let at = 0; sectionTable && at + sectionSize <= sectionTable.length; at += sectionSize)
    sections.push({
      name: sectionTable.word(at),
      type: sectionTable.word(at + 4),
      address: sectionTable.address(at + (wide ? 16 : 12)),
      offset: sectionTable.address(at + (wide ? 24 : 16)),
      size: sectionTable.address(at + (wide ? 32 : 20)),
    })

  const fileOffset = (address: number): number | null => {
    const segment = segments.find(
      ({ type, address: start, size }) => type === Segment.Load && address >= start && address < start + size,
    )
    return segment ? address - segment.address + segment.offset : null
  }

  const interpreterAt = segments.find(({ type }) => type === Segment.Interpreter)
  const interpreter =
    interpreterAt && text(await read(interpreterAt.offset, Math.min(interpreterAt.size, LONGEST_STRING)), 0)

  const dynamicAt = segments.find(({ type }) => type === Segment.Dynamic)
  const tags: { readonly tag: number; readonly value: number }[] = []
  if (dynamicAt) {
    const dynamic = numbers(await read(dynamicAt.offset, Math.min(dynamicAt.size, MOST_DYNAMIC)))
    const step = wide ? 16 : 8
    for (let at = 0; at + step <= dynamic.length; at += step) {
      const tag = dynamic.address(at)
      if (tag === 0) break
      tags.push({ tag, value: dynamic.address(at + step / 2) })
    }
  }
  const valueOf = (wanted: number): number | undefined => tags.find(({ tag }) => tag === wanted)?.value
  const stringsAt = fileOffset(valueOf(Tag.Strings) ?? -1)
  const strings =
    stringsAt === null ? new Uint8Array() : await read(stringsAt, Math.min(valueOf(Tag.StringsSize) ?? 0, MOST_STRINGS))
  const named = (value: number | undefined): string | null => {
    if (value === undefined) return null
    if (value < strings.length) return text(strings, value)
    found.damaged = true
    return null
  }
  const needed = tags
    .filter(({ tag }) => tag === Tag.Needed)
    .slice(0, MOST_NEEDED)
    .flatMap(({ value }) => named(value) ?? [])

  const namesAt = sections[header.half(wide ? 62 : 50)]
  const names = namesAt ? await read(namesAt.offset, Math.min(namesAt.size, MOST_STRINGS)) : new Uint8Array()
  const notes = [
    ...segments.filter(({ type }) => type === Segment.Note),
    ...sections.filter(({ type }) => type === Section.Note),
  ].slice(0, 16)
  let buildId: string | null = null
  for (const { offset, size } of notes) buildId ??= buildIdOf(await read(offset, Math.min(size, MOST_DYNAMIC)), numbers)

  const type = header.half(16)
  // A library that can be run, as that of C, has an interpreter too: what it is called tells it from a program.
  const isPie = ((valueOf(Tag.Flags1) ?? 0) & FLAG_PIE) !== 0
  return {
    bits: wide ? 64 : 32,
    bigEndian: data === 2,
    type,
    machine: header.half(18),
    abi: head[7] ?? 0,
    entry: header.address(24),
    interpreter: interpreter ?? null,
    needed,
    soname: named(valueOf(Tag.Soname)),
    runPath: named(valueOf(Tag.Runpath) ?? valueOf(Tag.Rpath)),
    buildId,
    stripped:
      sections.length === 0
        ? found.damaged
          ? null
          : true
        : !sections.some((section) => section.type === Section.Symbols),
    debugInfo: sections.some(
      (section) => section.name < names.length && /^\.z?debug_info$/.test(text(names, section.name)),
    ),
    positionIndependent: type === 3 && (isPie || (interpreter !== undefined && valueOf(Tag.Soname) === undefined)),
    damaged: found.damaged,
  }
}

/** Notes are a name and a value, each padded to four bytes; type 3 of `GNU` is the build ID. */
function buildIdOf(bytes: Uint8Array, numbers: (bytes: Uint8Array) => Numbers): string | null {
  const note = numbers(bytes)
  for (let at = 0; at + 12 <= bytes.length;) {
    const [nameSize, size, type] = [note.word(at), note.word(at + 4), note.word(at + 8)]
    const value = at + 12 + 4 * Math.ceil(nameSize / 4)
    const isGnu =
      nameSize === 4 && note.half(at + 12) !== 0 && String.fromCharCode(...bytes.subarray(at + 12, at + 15)) === 'GNU'
    if (type === 3 && isGnu && size > 0 && size <= 64 && value + size <= bytes.length)
      return Array.from(bytes.subarray(value, value + size), (byte) => byte.toString(16).padStart(2, '0')).join('')
    at = value + 4 * Math.ceil(size / 4)
  }
  return null
}

const MACHINES: Readonly<Record<number, string>> = {
  2: 'SPARC',
  3: 'x86',
  8: 'MIPS',
  20: 'PowerPC',
  21: 'PowerPC 64',
  22: 'S390',
  40: 'ARM',
  42: 'SuperH',
  43: 'SPARC V9',
  50: 'IA-64',
  62: 'x86-64',
  183: 'AArch64',
  243: 'RISC-V',
  247: 'BPF',
  258: 'LoongArch',
}

/** Name of a machine by its number, `e_machine`; the number where it has none here. */
export function machineName(machine: number): string {
  return MACHINES[machine] ?? String(machine)
}
