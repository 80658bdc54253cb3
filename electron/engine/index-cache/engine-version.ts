declare const __ENGINE_VERSION__: string | undefined

/**
 * Digest of the engine's sources, put in by the build: what another engine has indexed is not looked at, so that no
 * change of the index, of its problems or of their words needs a number to be raised by hand.
 */
export const ENGINE_VERSION: string = typeof __ENGINE_VERSION__ === 'undefined' ? 'source' : __ENGINE_VERSION__
