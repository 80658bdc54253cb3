import { CAPABILITY_ATTRIBUTE, capabilitiesOf, capabilityLabel } from '../../shared/capabilities.ts'
import type { EntryDetails, OwnerNames } from '../../shared/tree.ts'
import { visibleLine } from '../../shared/visible-text.ts'
import { attributeText } from './attribute-text.ts'
import { messages } from './messages.ts'
import { formatMode, formatOctal } from './mode.ts'
import { ownerLabels } from './owner.ts'
import { formatTime } from './time.ts'

/** One field of two versions of a path; null: the version has none. */
export interface FieldPair {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
  readonly differs: boolean
}

/** Everything about two versions but their content, field by field; fields that neither has are left out. */
export function metadataPairs(before: EntryDetails, after: EntryDetails, owners: OwnerNames): FieldPair[] {
  const time = messages.details.facts.modified
  const [a, b] = [fieldsOf(before, owners), fieldsOf(after, owners)]
  // Times that differ by less than is shown are written out.
  const [earlier, later] = [before.metadata?.mtime, after.metadata?.mtime]
  if (earlier !== undefined && later !== undefined && earlier !== later && a.get(time) === b.get(time)) {
    a.set(time, String(earlier))
    b.set(time, String(later))
  }
  const names = [...new Set([...a.keys(), ...b.keys()])]
  return names.map((name) => {
    const pair = { name, before: a.get(name) ?? null, after: b.get(name) ?? null }
    return { ...pair, differs: pair.before !== pair.after }
  })
}

function fieldsOf(entry: EntryDetails, owners: OwnerNames): Map<string, string> {
  const words = messages.details
  const fields = new Map<string, string>([[words.facts.type, messages.files.types[entry.type]]])
  if (entry.type === 'file') fields.set(words.facts.size, words.bytes(entry.size))
  const { metadata } = entry
  if (metadata) {
    const { user, group } = ownerLabels(metadata, owners)
    fields.set(words.facts.mode, `${formatMode(metadata.mode)} ${formatOctal(metadata.mode)}`)
    fields.set(words.facts.owner, user)
    fields.set(words.facts.group, group)
    fields.set(words.facts.modified, formatTime(metadata.mtime))
  }
  if (entry.link !== null) fields.set(words.facts.link, entry.link)
  if (entry.device) fields.set(words.facts.device, words.device(entry.device.major, entry.device.minor))
  const capabilities = capabilitiesOf(entry.xattrs)
  if (capabilities) fields.set(words.capabilities, capabilityLabel(capabilities))
  for (const [name, base64] of Object.entries(entry.xattrs)) {
    if (capabilities === null || name !== CAPABILITY_ATTRIBUTE)
      fields.set(visibleLine(name), attributeText(base64).text)
  }
  return fields
}
