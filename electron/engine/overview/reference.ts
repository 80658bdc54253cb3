import type { Reference } from '../../../shared/overview.ts'

/** Distribution reference grammar (distribution/reference, `reference.go`), without captures that are not needed here. */
const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const DOMAIN = `(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`
const PATH_COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*'
const TAG = '[\\w][\\w.-]{0,127}'
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'

const REFERENCE = new RegExp(`^(.+?)(?::(${TAG}))?(?:@(${DIGEST}))?$`)
const WHOLE_DOMAIN = new RegExp(`^${DOMAIN}$`)
const WHOLE_PATH = new RegExp(`^${PATH_COMPONENT}(?:/${PATH_COMPONENT})*$`)

/** distribution/reference: a name is at most this long. */
const MOST_NAME = 255
const DEFAULT_REGISTRY = 'docker.io'

/**
 * Splits a reference; null where the text is none. The first component is a registry where it has a dot or a colon, is
 * `localhost`, or has an upper-case letter; else Docker Hub is meant, and its `library` where there is no namespace.
 */
export function parseReference(text: string): Reference | null {
  if (text.length > MOST_NAME + 128 + 512) return null
  const [, name, tag = null, digest = null] = REFERENCE.exec(text) ?? []
  if (name === undefined || name.length > MOST_NAME) return null
  const slash = name.indexOf('/')
  const first = slash < 0 ? '' : name.slice(0, slash)
  const registryImplied = !/[.:]/.test(first) && first !== 'localhost' && first === first.toLowerCase()
  const path = registryImplied ? name : name.slice(slash + 1)
  if (!WHOLE_PATH.test(path) || (!registryImplied && !WHOLE_DOMAIN.test(first))) return null
  const last = path.lastIndexOf('/')
  const registry = registryImplied ? DEFAULT_REGISTRY : first === 'index.docker.io' ? DEFAULT_REGISTRY : first
  const isHub = registry === DEFAULT_REGISTRY
  return {
    text,
    registry,
    registryImplied,
    namespace: last < 0 ? (isHub ? 'library' : '') : path.slice(0, last),
    repository: path.slice(last + 1),
    tag,
    digest,
  }
}
