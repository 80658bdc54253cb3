/** Linux capabilities by number, `linux/capability.h`. */
const NAMES = [
  'chown',
  'dac_override',
  'dac_read_search',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'setpcap',
  'linux_immutable',
  'net_bind_service',
  'net_broadcast',
  'net_admin',
  'net_raw',
  'ipc_lock',
  'ipc_owner',
  'sys_module',
  'sys_rawio',
  'sys_chroot',
  'sys_ptrace',
  'sys_pacct',
  'sys_admin',
  'sys_boot',
  'sys_nice',
  'sys_resource',
  'sys_time',
  'sys_tty_config',
  'mknod',
  'lease',
  'audit_write',
  'audit_control',
  'setfcap',
  'mac_override',
  'mac_admin',
  'syslog',
  'wake_alarm',
  'block_suspend',
  'audit_read',
  'perfmon',
  'bpf',
  'checkpoint_restore',
] as const

const ALL_KNOWN = (1n << BigInt(NAMES.length)) - 1n

/** `VFS_CAP_FLAGS_EFFECTIVE`: what is permitted or inheritable is effective at once. */
const EFFECTIVE = 0x1

/** Sizes of the attribute by revision: it must have exactly this many bytes (`XATTR_CAPS_SZ_1` to `_3`). */
const SIZES: Readonly<Record<number, number>> = { 1: 12, 2: 20, 3: 24 }

/** The extended attribute that holds a file's capabilities. */
export const CAPABILITY_ATTRIBUTE = 'security.capability'

/** Capabilities of a file, `struct vfs_ns_cap_data` of `linux/capability.h`. */
export interface FileCapabilities {
  /** 1 to 3; only 3 has a root ID. */
  readonly revision: number
  readonly effective: boolean
  /** Bit N stands for capability N. */
  readonly permitted: bigint
  readonly inheritable: bigint
  /** User ID of the root of the user namespace in which the capabilities hold; null before revision 3. */
  readonly rootId: number | null
  /**
   * As `setcap` takes them: `cap_net_bind_service+ep`, one group for each set of flags, `=ep` where it is all
   * capabilities that there are, `=` where it is none.
   */
  readonly text: string
}

/**
 * Reads the value of {@link CAPABILITY_ATTRIBUTE}, as bytes or base64. null where it is none: another revision, or a
 * size that is not that of its revision, which the kernel refuses too.
 */
export function decodeCapabilities(value: Uint8Array | string): FileCapabilities | null {
  const bytes = typeof value === 'string' ? fromBase64(value) : value
  if (bytes === null || bytes.length < 4) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const magic = view.getUint32(0, true)
  const revision = magic >>> 24
  if (SIZES[revision] !== bytes.length) return null
  const word = (at: number): bigint => BigInt(view.getUint32(4 + 4 * at, true))
  const wide = revision > 1
  const permitted = word(0) | (wide ? word(2) << 32n : 0n)
  const inheritable = word(1) | (wide ? word(3) << 32n : 0n)
  const effective = (magic & EFFECTIVE) !== 0
  const rootId = revision === 3 ? view.getUint32(20, true) : null
  return {
    revision,
    effective,
    permitted,
    inheritable,
    rootId,
    text: capabilityText(effective, permitted, inheritable),
  }
}

/** {@link FileCapabilities.text}, with the root ID as `getcap -n` adds it where it is not that of the host. */
export function capabilityLabel({ text, rootId }: FileCapabilities): string {
  return rootId === null || rootId === 0 ? text : `${text} [rootid=${rootId}]`
}

/** What an entry's extended attributes, values in base64, say of its capabilities; null where they say nothing that can be read. */
export function capabilitiesOf(xattrs: Readonly<Record<string, string>> | undefined): FileCapabilities | null {
  const value = xattrs?.[CAPABILITY_ATTRIBUTE]
  return value === undefined ? null : decodeCapabilities(value)
}

function capabilityText(effective: boolean, permitted: bigint, inheritable: bigint): string {
  const flagsOf = (bit: bigint): string => {
    const inherited = (inheritable & bit) !== 0n
    const allowed = (permitted & bit) !== 0n
    if (!inherited && !allowed) return ''
    return `${effective ? 'e' : ''}${inherited ? 'i' : ''}${allowed ? 'p' : ''}`
  }
  const groups = new Map<string, string[]>()
  for (let number = 0; number < 64; number++) {
    const flags = flagsOf(1n << BigInt(number))
    if (flags !== '') groups.set(flags, [...(groups.get(flags) ?? []), nameOf(number)])
  }
  if (groups.size === 0) return '='
  const [flags] = groups.keys()
  const all = ((permitted | inheritable) & ALL_KNOWN) === ALL_KNOWN
  if (groups.size === 1 && all) return `=${flags!}`
  return Array.from(groups, ([letters, names]) => `${names.join(',')}+${letters}`).join(' ')
}

/** One that has no name yet is told by its number, as libcap does. */
function nameOf(number: number): string {
  const name = NAMES[number]
  return name === undefined ? String(number) : `cap_${name}`
}

function fromBase64(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}
