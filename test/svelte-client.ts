import type { Environment } from 'vitest/runtime'

/**
 * Svelte's client runtime in plain Node, without a DOM: the runes of `.svelte.ts` files react only there. Vite compiles
 * them for the server otherwise.
 */
export default {
  name: 'svelte-client',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => undefined }),
} satisfies Environment
