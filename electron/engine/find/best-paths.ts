/** The paths with the highest scores, at most so many; of equal ones those that came first. */
export class BestPaths {
  readonly #most: number
  readonly #scores: number[] = []
  readonly #nodes: number[] = []

  constructor(most: number) {
    this.#most = most
  }

  /** What a score must exceed, for a path that comes later, to be among the best. */
  get threshold(): number {
    return this.#nodes.length < this.#most ? -Infinity : (this.#scores[0] ?? Infinity)
  }

  add(node: number, score: number): void {
    const scores = this.#scores
    const nodes = this.#nodes
    if (nodes.length < this.#most) {
      scores.push(score)
      nodes.push(node)
      this.#up(nodes.length - 1)
    } else if (this.#most > 0 && (score > scores[0]! || (score === scores[0] && node < nodes[0]!))) {
      scores[0] = score
      nodes[0] = node
      this.#down()
    }
  }

  /** Best first. */
  nodes(): number[] {
    return this.#nodes
      .map((node, at) => ({ node, score: this.#scores[at]! }))
      .sort((a, b) => b.score - a.score || a.node - b.node)
      .map(({ node }) => node)
  }

  /** Whether the first is worse than the second: the worst is at the top of the heap. */
  #worse(a: number, b: number): boolean {
    return (
      this.#scores[a]! < this.#scores[b]! || (this.#scores[a] === this.#scores[b] && this.#nodes[a]! > this.#nodes[b]!)
    )
  }

  #swap(a: number, b: number): void {
    const [score, node] = [this.#scores[a]!, this.#nodes[a]!]
    this.#scores[a] = this.#scores[b]!
    this.#nodes[a] = this.#nodes[b]!
    this.#scores[b] = score
    this.#nodes[b] = node
  }

  #up(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1
      if (!this.#worse(at, parent)) return
      this.#swap(at, parent)
      at = parent
    }
  }

  #down(): void {
    for (let at = 0; ;) {
      let worst = at
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.#nodes.length && this.#worse(child, worst)) worst = child
      if (worst === at) return
      this.#swap(at, worst)
      at = worst
    }
  }
}
