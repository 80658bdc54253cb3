import { Command, CommanderError, Option } from 'commander'
import packageJson from '../../package.json' with { type: 'json' }
import { EngineError, systemErrorText } from '../engine/engine-error.ts'
import type { CatOptions } from './cat.ts'
import type { ChangesOptions } from './changes.ts'
import type { DiffOptions } from './diff.ts'
import { ExitCode } from './exit-code.ts'
import type { ExtractOptions } from './extract.ts'
import { inspect } from './inspect.ts'
import type { LogOptions } from './log.ts'
import { CommandArchive } from './open-image.ts'
import type { ImageOptions } from './open-image.ts'
import { Output, safeText, sayLine } from './output.ts'
import type { ReportOptions } from './report.ts'
import type { SearchOptions } from './search.ts'
import type { TreeOptions } from './tree.ts'
import type { VerifyOptions } from './verify.ts'
import { factsOf, namesArchives, showWindow } from './window.ts'

/** The entry of the command line: reads the arguments and ends with an exit code of its contract. */
const output = new Output()

function describeError(error: unknown): string {
  if (error instanceof EngineError) return error.message
  return systemErrorText(error)
}

function fail(error: unknown): void {
  sayLine(`onionskin: ${describeError(error)}`)
  process.exitCode = ExitCode.Unreadable
}

function imageCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument('<archive>', 'an image archive, an OCI layout folder, or - for standard input')
    .option('--image <ref|index>', 'the image: a tag, the begin of an ID, or its number')
    .option('--platform <os/arch[/variant]>', 'the platform')
    .option('--no-size-limit', 'read on where compressed data looks like a decompression bomb')
    .option('--no-cache', 'neither use nor keep indexes of layers between runs')
}

function withFormats(command: Command): Command {
  return command.option('--json', 'print one JSON document').option('--ndjson', 'print a JSON object a line')
}

function readOptionsOf({ sizeLimit, cache }: DiffOptions): ImageOptions {
  return { ...(sizeLimit === undefined ? {} : { sizeLimit }), ...(cache === undefined ? {} : { cache }) }
}

const program = new Command('onionskin')
  .description('See what is inside a container image archive, layer by layer.')
  .usage('[archive] [other archive]  opens the window\n       onionskin [command] [options]      prints')
  .version(packageJson.version)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(safeText(text.replace(/^error: /, 'onionskin: '))) })

function add(command: Command): void {
  program.addCommand(command.exitOverride().copyInheritedSettings(program))
}

add(
  withFormats(imageCommand('inspect', 'print the images, their layers, history, totals and problems')).action(
    (archive: string, options: ImageOptions & { json?: boolean }) =>
      CommandArchive.with(archive, (command) => inspect(command, options, output), options),
  ),
)
add(
  withFormats(imageCommand('tree', 'print the merged tree, or the entries of one layer'))
    .argument('[path]', 'only what lies at or below this path')
    .option('--layer <n>', 'the entries of layer N, markers included')
    .option('--upto <n>', 'the merged tree of layers 0..N')
    .option('--sha256', 'add the digest of every regular file')
    .action(async (archive: string, path: string | undefined, options: TreeOptions) => {
      const { tree } = await import('./tree.ts')
      await CommandArchive.with(archive, (command) => tree(command, path, options, output), options)
    }),
)
add(
  withFormats(imageCommand('changes', 'print what a layer does to the view of the layers below it'))
    .requiredOption('--layer <n>', 'the layer, 0 is the base')
    .action(async (archive: string, options: ChangesOptions) => {
      const { changes } = await import('./changes.ts')
      await CommandArchive.with(archive, (command) => changes(command, options, output), options)
    }),
)
add(
  withFormats(imageCommand('log', 'print every version of a path'))
    .argument('<path>', 'a path of the image')
    .action((archive: string, path: string, options: LogOptions) =>
      CommandArchive.with(
        archive,
        async (command) => {
          const { log } = await import('./log.ts')
          if (!(await log(command, path, options, output))) process.exitCode = ExitCode.Failed
        },
        options,
      ),
    ),
)
add(
  withFormats(imageCommand('search', 'print lines of files that have a pattern, as grep does'))
    .argument('<pattern>', "a regular expression in RE2's syntax")
    .argument('[path]', 'only in what lies at or below this path')
    .addOption(new Option('-F, --fixed-strings', 'the pattern is a text').conflicts('extendedRegexp'))
    .option('-E, --extended-regexp', 'the pattern is a regular expression, which it is anyway')
    .option('-i, --ignore-case', 'take capital letters for small ones')
    .addOption(new Option('-l, --files-with-matches', 'print paths alone').conflicts('count'))
    .option('-c, --count', 'print how many lines of each file have it')
    .option('-a, --text', 'take binary files for text')
    .addOption(new Option('--layer <n>', 'in files of layer N, hidden ones too').conflicts(['upto', 'allLayers']))
    .addOption(new Option('--upto <n>', 'in the merged tree of layers 0..N').conflicts('allLayers'))
    .option('--all-layers', 'in every version of every layer, hidden and deleted ones too')
    .option('--glob <glob>', 'only in files that match, such as `*.conf` or `/etc/**`')
    .action((archive: string, pattern: string, path: string | undefined, options: SearchOptions) =>
      CommandArchive.with(
        archive,
        async (command) => {
          const { search } = await import('./search.ts')
          if (!(await search(command, pattern, path, options, output))) process.exitCode = ExitCode.Failed
        },
        options,
      ),
    ),
)
add(
  imageCommand('cat', 'write the bytes of a file, or of a blob')
    .argument('[path]', 'a path of the image')
    .option('--layer <n>', 'as layer N shipped it, also where it is hidden')
    .addOption(
      new Option('--blob <digest>', 'a blob of the archive as it is stored, in place of a path').conflicts([
        'layer',
        'image',
        'platform',
      ]),
    )
    .action(async (archive: string, path: string | undefined, options: CatOptions) => {
      if ((path === undefined) === (options.blob === undefined))
        throw new EngineError('argument-invalid', 'cat writes a path of the image or a blob: give one of the two.')
      if (options.blob !== undefined) {
        const { catBlob } = await import('./cat-blob.ts')
        await catBlob(archive, options.blob, output, options)
        return
      }
      const { cat } = await import('./cat.ts')
      await CommandArchive.with(archive, (command) => cat(command, path!, options, output), options)
    }),
)

add(
  imageCommand('extract', 'write a file or a directory to disk, or as a tar')
    .argument('<path>', 'a path of the image; / is all of it')
    .requiredOption(
      '-o, --output <dest>',
      'where to: a file, a folder, a name that ends in .tar, or - for standard output',
    )
    .addOption(new Option('--layer <n>', 'as layer N ships it, also where it is hidden').conflicts('upto'))
    .option('--upto <n>', 'from the merged tree of layers 0..N')
    .option('--tar', 'as a tar, which keeps owners, devices and extended attributes')
    .option('--markers', 'keep whiteouts and other markers of layer N')
    .option('--force', 'replace files that are there')
    .action((archive: string, path: string, options: ExtractOptions) =>
      CommandArchive.with(
        archive,
        async (command) => {
          const { extract } = await import('./extract.ts')
          if (!(await extract(command, path, options))) process.exitCode = ExitCode.Failed
        },
        options,
      ),
    ),
)

add(
  withFormats(
    imageCommand('verify', 'hold every digest and size that is stated against what the archive holds'),
  ).action((archive: string, options: VerifyOptions) =>
    CommandArchive.with(
      archive,
      async (command) => {
        const { verify } = await import('./verify.ts')
        if (!(await verify(command, options, output))) process.exitCode = ExitCode.Failed
      },
      options,
    ),
  ),
)

add(
  new Command('diff')
    .description('print in what two images differ: layers, configuration, and paths by their contents')
    .argument('<a>', 'an image archive, an OCI layout folder, or - for standard input')
    .argument('<b>', 'another one, or the same for two of its images')
    .option('--image-a <ref|index>', 'the image of A: a tag, the begin of an ID, or its number')
    .option('--image-b <ref|index>', 'the image of B')
    .option('--platform-a <os/arch[/variant]>', 'the platform of A')
    .option('--platform-b <os/arch[/variant]>', 'the platform of B')
    .option('--times', 'also what differs in nothing but its time stamp')
    .option('--ignore <glob...>', 'leave out paths, such as `*.pyc` or `var/log/**`')
    .option('--strict', 'compare headers and order of the members of every layer, too')
    .option('--exit-code', 'end with 1 where the images differ')
    .option('--no-size-limit', 'read on where compressed data looks like a decompression bomb')
    .option('--no-cache', 'neither use nor keep indexes of layers between runs')
    .addOption(new Option('--markdown', 'print a text for a pull request').conflicts('json'))
    .option('--json', 'print one JSON document')
    .action(async (pathA: string, pathB: string, options: DiffOptions) => {
      const { diff } = await import('./diff.ts')
      const differ = await CommandArchive.with(
        pathA,
        (a) => {
          if (pathA === pathB) return diff(a, a, options, output)
          return CommandArchive.with(pathB, (b) => diff(a, b, options, output), readOptionsOf(options))
        },
        readOptionsOf(options),
      )
      if (differ && options.exitCode === true) process.exitCode = ExitCode.Failed
    }),
)
add(
  new Command('cache')
    .description('print what is kept of layers between runs, so that they are indexed once')
    .argument('[clear]', 'delete it')
    .option('--json', 'print one JSON document')
    .action(async (action: string | undefined, options: { json?: boolean }) => {
      const { cache } = await import('./cache.ts')
      await cache(action, options, output)
    }),
)

add(
  imageCommand('report', 'print what the image is, what it wastes and what deserves a look')
    .addOption(new Option('--json', 'print one JSON document').conflicts('markdown'))
    .option('--markdown', 'print Markdown')
    .option('--html <file>', 'write a page as well: one file, without script')
    .option(
      '--rule <name=limit>',
      'end with 1 where it does not hold: lowestEfficiency, highestWastedBytes, highestUserWastedPercent; may be given again',
      (rule: string, rules: readonly string[]) => [...rules, rule],
      [] as readonly string[],
    )
    .option('--ci-config <file>', 'read rules from a file as dive has it; .dive-ci of this folder where it is there')
    .action((archive: string, options: ReportOptions) =>
      CommandArchive.with(
        archive,
        async (command) => {
          const { report } = await import('./report.ts')
          if (!(await report(command, options, output))) process.exitCode = ExitCode.Failed
        },
        options,
      ),
    ),
)

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  sayLine(`onionskin: standard output takes no more: ${systemErrorText(error)}.`)
  process.exit(ExitCode.Unreadable)
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

/** Words that name no command are for the window; where there is none, the terminal says what it would show. */
async function run(words: readonly string[]): Promise<void> {
  const code = namesArchives(words) ? await showWindow(words) : null
  if (code !== null) {
    process.exitCode = code
    return
  }
  if (namesArchives(words)) sayLine('onionskin: there is no display for a window, so the facts are shown here')
  const commands = namesArchives(words) ? factsOf(words) : [words]
  for (const command of commands) await program.parseAsync(command, { from: 'user' })
}

try {
  await run(process.argv.slice(2))
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : ExitCode.Unreadable
  else fail(error)
}
