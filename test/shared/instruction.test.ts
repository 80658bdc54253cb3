import { describe, expect, it } from 'vitest'
import { cleanInstruction } from '../../shared/instruction.ts'

function clean(createdBy: string): string {
  const { verb, rest } = cleanInstruction(createdBy)
  return verb === null ? `| ${rest}` : `${verb} ${rest}`
}

describe('an instruction of the history', () => {
  it.each([
    ['classic builder, no operation', '/bin/sh -c #(nop)  CMD ["bash"]', 'CMD ["bash"]'],
    ['classic builder, no operation and one blank', '/bin/sh -c #(nop) ENV A=b', 'ENV A=b'],
    ['classic builder, a command', '/bin/sh -c apt-get update', 'RUN apt-get update'],
    ['classic builder, build arguments', '|1 A=b /bin/sh -c echo $A', 'RUN echo $A'],
    ['classic builder, build arguments with blanks', '|2 A=b c d=e f /bin/sh -c make all', 'RUN make all'],
    [
      'classic builder, files by their digest',
      '/bin/sh -c #(nop) ADD file:adf5ecc8a3f1b0cbf7b4f2f53f9e3b3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a in / ',
      'ADD file:adf5ecc8… /',
    ],
    [
      'classic builder, several files by their digest',
      '/bin/sh -c #(nop) COPY multi:0be41d92a3f1b0cbf7b4f2f53f9e3b3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a3a in /srv/app/ ',
      'COPY multi:0be41d92… /srv/app/',
    ],
    [
      'buildkit',
      'RUN /bin/sh -c apt-get update && apt-get install -y less # buildkit',
      'RUN apt-get update && apt-get install -y less',
    ],
    [
      'buildkit, build arguments',
      'RUN |1 A=b /bin/sh -c chown -R app:app /srv/app # buildkit',
      'RUN chown -R app:app /srv/app',
    ],
    ['buildkit, arguments that name a shell', 'RUN |1 SHELL=/bin/bash /bin/sh -c make # buildkit', 'RUN make'],
    ['buildkit, another shell', 'RUN /bin/bash -o pipefail -c curl x | tar x # buildkit', 'RUN curl x | tar x'],
    [
      'buildkit, options of the shell',
      'RUN /bin/bash -euo pipefail -c true # buildkit',
      'RUN /bin/bash -euo pipefail -c true',
    ],
    ['buildkit, combined options', 'RUN /bin/sh -exc make # buildkit', 'RUN make'],
    ['buildkit, exec form', 'RUN /usr/bin/make all # buildkit', 'RUN /usr/bin/make all'],
    ['exec form of a shell', 'RUN ["/bin/busybox","sh","-c","echo y >/x"]', 'RUN echo y >/x'],
    ['exec form of a program', 'RUN ["/usr/bin/make", "-c", "all"]', 'RUN ["/usr/bin/make", "-c", "all"]'],
    ['exec form cut short', 'RUN ["/bin/sh", "-c', 'RUN ["/bin/sh", "-c'],
    ['buildkit, copy', 'COPY package.json server.js /srv/app/ # buildkit', 'COPY package.json server.js /srv/app/'],
    ['buildkit, ports', 'EXPOSE map[8080/tcp:{} 9090/tcp:{}]', 'EXPOSE 8080/tcp 9090/tcp'],
    ['buildkit, ports, newer', 'EXPOSE [8080/tcp 9090/tcp]', 'EXPOSE 8080/tcp 9090/tcp'],
    ['volumes', 'VOLUME [/data /cache]', 'VOLUME /data /cache'],
    ['volumes, as JSON', 'VOLUME ["/data"]', 'VOLUME ["/data"]'],
    ['kaniko', 'RUN apk add --no-cache curl', 'RUN apk add --no-cache curl'],
    [
      'buildah',
      '/bin/sh -c #(nop) COPY dir:77c9e05b0000000000000000000000000000000000000000000000000000abcd in /app ',
      'COPY dir:77c9e05b… /app',
    ],
    ['buildah, without any shell', '/bin/sh', '| /bin/sh'],
    [
      'a command over several lines',
      'RUN /bin/sh -c set -eux;\n\tapt-get update;\n\t true # buildkit',
      'RUN set -eux; apt-get update; true',
    ],
    ['another tool', 'bazel build //base:static', '| bazel build //base:static'],
    ['a sentence that begins with a word like an instruction', 'Add the application', '| Add the application'],
    ['an instruction in lower case', 'copy a b', 'COPY a b'],
    ['nothing', '', '| '],
    ['an instruction alone', 'CMD', 'CMD '],
  ])('%s', (_, createdBy, expected) => {
    expect(clean(createdBy)).toBe(expected)
  })

  it('cannot deceive by characters that turn the direction of writing or are not seen', () => {
    expect(clean('RUN /bin/sh -c echo \u202Efdp.exe\u0007')).toBe('RUN echo \\u{202e}fdp.exe\\u{7}')
  })
})
