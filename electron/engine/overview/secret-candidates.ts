import type { ImageSession } from '../image-session.ts'
import { inodeKey } from '../inode.ts'
import type { Inode } from '../inode.ts'
import { Type } from '../layer-index.ts'
import { NO_EVENT } from '../path-events.ts'
import { FILE_RULES, TOKEN_RULES, isEnvFile } from './secret-rules.ts'
import type { SecretRule } from './secret-rules.ts'

/** A file of any layer that may hold a secret. */
export interface SecretCandidate {
  readonly node: number
  readonly event: number
  readonly inode: Inode
  readonly size: number
  /** Raw path as UTF-8, without a leading slash. */
  readonly path: string
  readonly rules: readonly SecretRule[]
  /** Whether it sets variables for programs. */
  readonly isEnvFile: boolean
  /** Whether its name says that it may hold a secret: those are read first. */
  readonly named: boolean
}

const MOST_BYTES = 1024 ** 2
const MOST_TEXT_BYTES = 128 * 1024

/** Files that hold keys, by their name. */
const KEY_NAME =
  /(?:^|\/)(?:id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|identity|[^/]*\.(?:pem|key|p8|ppk|ovpn|tfvars|tfstate)|credentials(?:\.json)?|service[-_]?account[^/]*\.json|secrets?\.(?:ya?ml|json|toml)|ssh_host_[a-z0-9]+_key)$/i
/** Text that people write themselves. */
const TEXT_NAME =
  /(?:^|\/)(?:\.[^/]*|[^/.]*|[^/]*\.(?:env|json|ya?ml|toml|ini|cfg|conf|config|properties|xml|sh|bash|py|rb|js|mjs|cjs|ts|php|pl|go|java|txt|sql|http|log|history|tf))$/i
/** What packages bring along: read only where a name asks for it. */
const OF_PACKAGES =
  /(?:^|\/)(?:node_modules|site-packages|dist-packages|vendor|gems|\.cargo\/registry|pkg\/mod)\/|^(?:usr\/(?:share|include|lib|lib64|libexec|bin|sbin|local\/(?:lib|share|include|go))|lib|lib64|bin|sbin|boot|var\/lib\/(?:dpkg|apt|rpm)|var\/cache|proc|sys|dev)\//
/** Certificates that everybody may have. */
const PUBLIC = /^(?:etc\/(?:ssl\/certs|pki\/(?:tls|ca-trust))|usr\/(?:local\/)?share\/ca-certificates)\//

/** Every version of every file that is worth reading; those that are named first, then in order of layers and offsets. One pass over all paths. */
export function secretCandidates(session: ImageSession): SecretCandidate[] {
  const { tree, events } = session.stack
  const found: SecretCandidate[] = []
  const seen = new Set<number>()
  for (let node = 1; node < tree.count; node++) {
    let kind: ReturnType<typeof kindOf> | undefined
    for (let event = events.newest(node); event !== NO_EVENT; event = events.before[event]!) {
      if (!events.isPresent(event) || events.isDirectory(event)) continue
      const inode = session.stack.inode(event)
      if (inode === null || session.factsOf(inode).type !== Type.File) continue
      const { size } = session.factsOf(inode)
      if (size === 0 || size > MOST_BYTES || seen.has(inodeKey(inode.layer, inode.entry))) continue
      kind ??= kindOf(Buffer.from(session.stack.pathBytes(node)).toString('utf8'))
      if (kind === null || (!kind.named && size > MOST_TEXT_BYTES)) continue
      seen.add(inodeKey(inode.layer, inode.entry))
      found.push({ node, event, inode, size, ...kind })
    }
  }
  return found
}

function kindOf(path: string): Pick<SecretCandidate, 'path' | 'rules' | 'isEnvFile' | 'named'> | null {
  if (PUBLIC.test(path)) return null
  const own = FILE_RULES.filter(({ files }) => files!.test(path))
  const env = isEnvFile(path)
  const named = own.length > 0 || env || KEY_NAME.test(path)
  if (!named && (OF_PACKAGES.test(path) || !TEXT_NAME.test(path))) return null
  return { path, rules: [...own, ...TOKEN_RULES], isEnvFile: env, named }
}
