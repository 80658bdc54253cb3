import { expect, test } from 'vitest'
import { engineEnvironment } from '../../electron/main/engine-environment.ts'

test('an engine is told where home and temporary files are, and nothing else of what the user has set', () => {
  const env = {
    HOME: '/home/a',
    TMPDIR: '/var/tmp',
    ONIONSKIN_CACHE_DIR: '/cache',
    PATH: '/usr/bin',
    NODE_OPTIONS: '--require /evil.js',
    ELECTRON_RUN_AS_NODE: '1',
    AWS_SECRET_ACCESS_KEY: 'x',
    SSH_AUTH_SOCK: '/run/agent',
    HTTPS_PROXY: 'http://user:secret@proxy',
  }
  expect(engineEnvironment(env, [])).toEqual({ HOME: '/home/a', TMPDIR: '/var/tmp', ONIONSKIN_CACHE_DIR: '/cache' })
})

test('--no-cache turns the cache of an engine off', () => {
  expect(engineEnvironment({ ONIONSKIN_CACHE: '' }, ['onionskin', '--no-cache'])).toEqual({ ONIONSKIN_CACHE: 'off' })
})
