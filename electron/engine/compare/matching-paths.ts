import type { ComparedFilter } from '../../../shared/comparison.ts'
import { NO_NODE } from '../path-tree.ts'
import type { TimeSlices } from '../time-slices.ts'
import type { ComparedPaths } from './compared-paths.ts'
import { compileComparedTerms } from './compared-terms.ts'
import { isDifference } from './image-comparison.ts'

const MATCHES = 1
const ABOVE = 2

/** Which paths of a comparison a filter with terms leaves: those that fit, and the directories above them. */
export class MatchingPaths {
  readonly #kept: Uint8Array
  /** Paths that fit. */
  readonly matches: number

  private constructor(kept: Uint8Array, matches: number) {
    this.#kept = kept
    this.matches = matches
  }

  /**
   * Holds every path against a filter, in one pass.
   * @throws EngineError where a pattern is none; CancelledError after `slices.cancel()`
   */
  static async of(paths: ComparedPaths, filter: ComparedFilter, slices: TimeSlices): Promise<MatchingPaths> {
    const { parents } = paths.a.session.stack.tree
    const fits = compileComparedTerms(paths, filter.terms ?? [])
    const kept = new Uint8Array(paths.count)
    let matches = 0
    await slices.run(1, paths.count, (from, to) => {
      for (let node = from; node < to; node++) {
        if (paths.difference(node) === null || !isListed(paths, node, filter) || !fits(node)) continue
        kept[node] = MATCHES
        matches++
      }
    })
    for (let node = paths.count - 1; node > NO_NODE; node--) {
      const parent = parents[node]!
      if (kept[node] !== 0) kept[parent] = kept[parent]! | ABOVE
    }
    return new MatchingPaths(kept, matches)
  }

  isKept(node: number): boolean {
    return this.#kept[node] !== 0
  }

  isMatch(node: number): boolean {
    return (this.#kept[node]! & MATCHES) !== 0
  }
}

function isListed(paths: ComparedPaths, node: number, filter: ComparedFilter): boolean {
  return (filter.show === 'all' && filter.only === undefined) || isDifference(paths, node, filter)
}
