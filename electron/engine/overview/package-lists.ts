import * as z from 'zod'

/** A package as a list names it. */
export interface ListedPackage {
  readonly name: string
  readonly version: string
  readonly architecture: string | null
}

/** Debian Policy, chapter 5: paragraphs of fields; a line that begins with a blank goes on. */
function paragraphs(text: string): Map<string, string>[] {
  const found: Map<string, string>[] = []
  let fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    if (line.trim() === '') {
      if (fields.size > 0) found.push(fields)
      fields = new Map<string, string>()
      continue
    }
    const colon = line.indexOf(':')
    if (colon > 0 && !/^\s/.test(line)) fields.set(line.slice(0, colon), line.slice(colon + 1).trim())
  }
  if (fields.size > 0) found.push(fields)
  return found
}

/** dpkg's `status`, and a file of distroless's `status.d`, which has no field `Status`. What is removed but for its configuration is left out. */
export function parseDpkgStatus(text: string): ListedPackage[] {
  return paragraphs(text).flatMap((fields) => {
    const name = fields.get('Package') ?? ''
    const version = fields.get('Version') ?? ''
    const status = fields.get('Status')
    if (name === '' || version === '' || (status !== undefined && !/\sinstalled$/.test(status))) return []
    return [{ name, version, architecture: fields.get('Architecture') ?? null }]
  })
}

/** apk's `installed`: `P:` name, `V:` version, `A:` architecture. */
export function parseApkInstalled(text: string): ListedPackage[] {
  return paragraphs(text).flatMap((fields) => {
    const name = fields.get('P') ?? ''
    const version = fields.get('V') ?? ''
    return name === '' || version === '' ? [] : [{ name, version, architecture: fields.get('A') ?? null }]
  })
}

const PackageJson = z.looseObject({ name: z.string().min(1), version: z.string().min(1) })

/** A `package.json`; none where it has no name and version, as one that only says what kind of modules a folder has. */
export function parsePackageJson(text: string): ListedPackage[] {
  try {
    const { success, data } = PackageJson.safeParse(JSON.parse(text.replace(/^\uFEFF/, '')))
    return success ? [{ name: data.name, version: data.version, architecture: null }] : []
  } catch {
    return []
  }
}

/** Python's core metadata (`METADATA`, `PKG-INFO`): fields up to the first empty line. */
export function parsePythonMetadata(text: string): ListedPackage[] {
  const [fields] = paragraphs(text.replaceAll('\r\n', '\n').split('\n\n', 1)[0] ?? '')
  const name = fields?.get('Name') ?? ''
  const version = fields?.get('Version') ?? ''
  return name === '' || version === '' ? [] : [{ name, version, architecture: null }]
}
