import { describe, expect, it } from 'vitest'
import { languageOf } from '../../renderer/model/language.ts'

describe('the language of a file', () => {
  it.each([
    ['/srv/app/server.js', '', 'javascript'],
    ['/etc/os-release', '', 'shell'],
    ['/etc/nginx/nginx.conf', '', 'ini'],
    ['/Dockerfile', '', 'dockerfile'],
    ['/Dockerfile.prod', '', 'dockerfile'],
    ['/usr/bin/ldd', '#! /bin/bash\nset', 'shell'],
    ['/usr/bin/tool', '#!/usr/bin/env -S python3.11 -u\n', 'python'],
    ['/usr/bin/tool', '#!/usr/bin/env FOO=1 node\n', 'javascript'],
    ['/usr/bin/ack', '#!/usr/bin/perl -w', 'perl'],
    ['/usr/share/x', '<?xml version="1.0"?>', 'xml'],
    ['/usr/share/x', '<!DOCTYPE html>', 'html'],
    ['/etc/motd', 'Welcome', 'plaintext'],
    ['/a/constructor', '', 'plaintext'],
    ['/a/b.__proto__', '', 'plaintext'],
    ['/a/.hidden', '', 'plaintext'],
    ['/a/UPPER.JSON', '', 'json'],
  ])('%s %j: %s', (name, beginning, language) => {
    expect(languageOf(name, beginning)).toBe(language)
  })
})
