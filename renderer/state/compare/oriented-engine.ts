import type { ComparedChildrenRequest, NextDifferenceRequest, Side } from '../../../shared/comparison.ts'
import type { Engine } from '../../../shared/engine-api.ts'
import type { Outcome } from '../../../shared/problem.ts'
import { otherSide, swapDetails, swapFilter, swapRow, swapSort } from '../../model/compare/swap.ts'

/** What of an engine a window asks that compares. */
export type CompareEngine = Pick<
  Engine,
  | 'openComparison'
  | 'cancelComparison'
  | 'resumeComparison'
  | 'comparedChildren'
  | 'nextDifference'
  | 'locateCompared'
  | 'comparedDetails'
  | 'comparedMembers'
  | 'readCompared'
>

/** The paths of an engine's comparison, with the sides either way round; which way, `swapped` tells at every call. */
export class OrientedEngine implements Omit<CompareEngine, 'openComparison' | 'cancelComparison' | 'resumeComparison'> {
  readonly #engine: CompareEngine
  readonly #swapped: () => boolean

  constructor(engine: CompareEngine, swapped: () => boolean) {
    this.#engine = engine
    this.#swapped = swapped
  }

  async comparedChildren(request: ComparedChildrenRequest): ReturnType<Engine['comparedChildren']> {
    if (!this.#swapped()) return this.#engine.comparedChildren(request)
    const { filter, sort } = request
    const answer = await this.#engine.comparedChildren({
      ...request,
      filter: swapFilter(filter),
      sort: swapSort(sort),
    })
    return mapped(answer, (page) => ({ ...page, rows: page.rows.map(swapRow) }))
  }

  nextDifference(request: NextDifferenceRequest): ReturnType<Engine['nextDifference']> {
    if (!this.#swapped()) return this.#engine.nextDifference(request)
    const { filter, sort } = request
    return this.#engine.nextDifference({ ...request, filter: swapFilter(filter), sort: swapSort(sort) })
  }

  locateCompared: Engine['locateCompared'] = (node) => this.#engine.locateCompared(node)

  comparedDetails: Engine['comparedDetails'] = async (node) => {
    const answer = await this.#engine.comparedDetails(node)
    return this.#swapped() ? mapped(answer, swapDetails) : answer
  }

  comparedMembers: Engine['comparedMembers'] = (side, content) =>
    this.#engine.comparedMembers(this.#swapped() ? otherSide(side) : side, content)

  readCompared: Engine['readCompared'] = (side: Side, request) =>
    this.#engine.readCompared(this.#swapped() ? otherSide(side) : side, request)
}

function mapped<T>(answer: Outcome<T>, change: (value: T) => T): Outcome<T> {
  return answer.ok ? { ok: true, value: change(answer.value) } : answer
}
