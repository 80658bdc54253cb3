import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const OUT = fileURLToPath(new URL('../../out/', import.meta.url))
const ENTRIES = ['engine/host.js', 'engine/layer-worker.js']

/** All that the engine may ask of Node. None of it leads to a network, to another process, or from text to code. */
const ALLOWED = ['assert', 'buffer', 'crypto', 'events', 'fs', 'fs/promises', 'module', 'os', 'path', 'stream']
const ALSO = [
  'timers/promises',
  'stream/promises',
  'string_decoder',
  'util',
  'v8',
  'worker_threads',
  'zlib',
  'url',
  'process',
]

/** Modules of Node that a bundle and its chunks ask for, in whatever way a bundler writes that. */
function asked(entry: string): Set<string> {
  const found = new Set<string>()
  const seen = new Set<string>()
  const waiting = [join(OUT, entry)]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    const lines = readFileSync(file, 'utf8').split('\n')
    // Comments of libraries name files that are not bundled.
    const code = lines.filter((line) => !/^\s*(\*|\/\*|\/\/)/.test(line)).join('\n')
    for (const [, name] of code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\w*\s*\(\s*)["']([^"'\n]+)["']/g)) {
      const plain = name!.replace(/^node:/, '')
      if (name!.startsWith('.')) waiting.push(resolve(dirname(file), name!))
      else if (builtinModules.includes(plain)) found.add(plain)
    }
  }
  return found
}

describe.skipIf(!existsSync(join(OUT, ENTRIES[0]!)))('the engine as it is built, its libraries included', () => {
  it.each(ENTRIES)('%s asks Node for no network, no process, no script', (entry) => {
    const modules = [...asked(entry)]
    expect(modules).toContain('fs')
    expect(modules.filter((name) => ![...ALLOWED, ...ALSO].includes(name))).toEqual([])
  })
})
