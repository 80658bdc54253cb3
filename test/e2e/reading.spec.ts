import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, type Page, test } from '@playwright/test'
import { inProject } from '../../scripts/setup/project.mjs'
import {
  corpusAbsent,
  corpusArchives,
  oraclePath,
  type CorpusArchive,
  type OracleEntry,
  type OracleImage,
} from '../fixtures/corpus.ts'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import { digestOf } from '../fixtures/digest.ts'
import { LAYER_HAZARDS } from '../fixtures/hazards.ts'
import { imageOf } from '../fixtures/image.ts'
import { dir, file, hardlink, layer, opaque, symlink, whiteout } from '../fixtures/layer-builder.ts'
import {
  addAttestation,
  addImage,
  addIndex,
  BlobStore,
  layoutFiles,
  tagged,
  tarOfFiles,
} from '../fixtures/oci-layout.ts'
import { launch, type LaunchedApp } from './launch.ts'
import {
  content,
  details,
  expectPath,
  expectText,
  goTo,
  indexed,
  layerRow,
  layers,
  readTree,
  type SeenRow,
  show,
  tree,
  treeRow,
  version,
  versions,
} from './reading-window.ts'

// Each test has an app of its own: any worker takes the next.
test.describe.configure({ mode: 'parallel' })

let folder: string
let run: LaunchedApp | null = null

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'onionskin-reading-'))
})

test.afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.afterEach(async () => {
  const errors = run?.pageErrors ?? []
  await run?.close()
  run = null
  expect(errors).toEqual([])
})

/** Opens an archive in a window of its own and waits until all of it is indexed. */
async function open(path: string): Promise<Page> {
  const page = await openUnread(path)
  await indexed(page)
  return page
}

async function openUnread(path: string): Promise<Page> {
  run = await launch({ args: [path] })
  return run.page
}

const SAMPLE = inProject('out', 'sample', 'onionskin-sample.tar')

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

/** An archive of the corpus; where it is absent the test is passed by. */
function real(name: string): CorpusArchive {
  const found = corpusArchives(['real'], Infinity).find((archive) => archive.name === name)
  test.skip(found === undefined, corpusAbsent ?? `${name} is not in the corpus`)
  return found!
}

/** A small image with one of everything, for a clone without the corpus. */
const STORY = dockerArchive([
  imageOf(
    [
      layer([
        dir('etc'),
        file('etc/motd', 'hello from the base\n'),
        file('etc/keep', 'kept\n', { mode: 0o600 }),
        dir('opt'),
        dir('opt/cache'),
        file('opt/cache/one', 'one\n'),
        file('opt/cache/two', 'two two\n'),
        dir('srv'),
        file('srv/secret', 'the key that was deleted\n'),
        dir('usr'),
        dir('usr/bin', { mode: 0o2775 }),
        file(
          'usr/bin/tool',
          Uint8Array.from({ length: 3000 }, (_, at) => (at * 37) & 0xff),
          { mode: 0o4755 },
        ),
        hardlink('usr/bin/tool-again', 'usr/bin/tool'),
        symlink('bin', 'usr/bin'),
      ]),
      layer([file('etc/motd', 'hello from above\n'), whiteout('srv/secret'), file('srv/index', 'an index\n')]),
      layer([opaque('opt/cache'), file('opt/cache/three', 'three\n')]),
    ],
    {
      tags: ['example.test/story:1'],
      history: [
        {
          created_by:
            '/bin/sh -c #(nop) ADD file:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef in / ',
        },
        { created_by: '/bin/sh -c #(nop)  ENV MODE=production', empty_layer: true },
        { created_by: 'RUN /bin/sh -c rm /srv/secret # buildkit' },
        { created_by: 'RUN /bin/sh -c rm -rf /opt/cache && make-cache # buildkit' },
        { created_by: 'CMD ["/bin/sh"]', empty_layer: true },
      ],
    },
  ),
])
const story = () => write('story.tar', STORY)

/** What can be seen of a merged tree, by an oracle. */
interface Expected {
  readonly link: string
  readonly bytes: number | null
  readonly layer: number
  readonly mode: string | null
  readonly expanded: boolean | null
}

/** The rows that an oracle's tree makes, by path. Names of the archives used here are plain. */
function rowsOfOracle({ tree: entries = [] }: OracleImage): Map<string, Expected> {
  const listed = entries.filter(({ path }) => path !== '/')
  return new Map(
    listed.map((entry) => {
      const below = listed.filter(({ path }) => path.startsWith(`${entry.path}/`))
      return [
        entry.path.slice(1),
        {
          link: entry.type === 'symlink' ? `→ ${entry.link}` : '',
          bytes: entry.type === 'symlink' ? null : entry.type === 'dir' ? bytesOf(below) : (entry.size ?? 0),
          layer: entry.layer,
          mode: entry.implicit ? '' : entry.type === 'symlink' ? null : entry.mode,
          expanded: entry.type === 'dir' && below.length > 0 ? true : null,
        },
      ] as const
    }),
  )
}

/** Every inode once. */
function bytesOf(entries: readonly OracleEntry[]): number {
  const groups = new Set<number>()
  return entries.reduce((sum, { type, size = 0, hardlink_group: group }) => {
    if (type !== 'file' || (group !== undefined && groups.has(group))) return sum
    if (group !== undefined) groups.add(group)
    return sum + size
  }, 0)
}

/** Compares what the tree shows with an oracle: every path, and what those layers removed. */
function expectRows(rows: readonly SeenRow[], oracle: OracleImage): void {
  const wanted = rowsOfOracle(oracle)
  const seen = rows.filter(({ struck }) => !struck)
  expect(seen.map(({ path }) => path).sort()).toEqual([...wanted.keys()].sort())
  for (const row of seen) {
    const { mode, expanded, ...rest } = wanted.get(row.path)!
    expect(row, row.path).toMatchObject(rest)
    if (mode !== null) expect(row.octal, row.path).toBe(mode)
    if (mode) expect(row.mode, row.path).toBe(symbolic(parseInt(mode, 8)))
    // A directory that holds nothing but what was removed can be expanded too.
    if (expanded !== null) expect(row.expanded, row.path).toBe(expanded)
  }
  const gone = new Map<string, number>()
  for (const { deleted, index } of oracle.layers) for (const path of deleted) gone.set(oraclePath(path), index)
  for (const path of wanted.keys()) gone.delete(Buffer.from(path).toString('latin1'))
  const struck = rows.filter((row) => row.struck)
  expect(struck.map(({ path }) => path).sort()).toEqual([...gone.keys()].sort())
  for (const row of struck) expect(row.why, row.path).toBe(`removed by layer ${gone.get(row.path)}`)
}

/** As `ls -l` writes it. */
function symbolic(mode: number): string {
  const plain = 'rwxrwxrwx'.split('').map((letter, at) => (mode & (0o400 >> at) ? letter : '-'))
  for (const [bit, at, letter] of [
    [0o4000, 2, 's'],
    [0o2000, 5, 's'],
    [0o1000, 8, 't'],
  ] as const) {
    if (mode & bit) plain[at] = plain[at] === 'x' ? letter : letter.toUpperCase()
  }
  return plain.join('')
}

test.describe('the layers', () => {
  test('stand newest first with their instructions, counts and sizes', async () => {
    const page = await open(story())
    await expect(layers(page).getByRole('option')).toHaveText([
      /^2\s*RUN rm -rf \/opt\/cache && make-cache\s*6 B\s*\+1\s*~0\s*−2/,
      /^1\s*RUN rm \/srv\/secret\s*26 B\s*\+1\s*~1\s*−1/,
      /^0\s*ADD file:01234567… \/\s*3\.1 kB\s*\+14\s*~0\s*−0/,
    ])
    await expect(layerRow(page, 1)).toHaveAccessibleName(
      'Layer 1, RUN rm /srv/secret, 26 B, 1 added, 1 modified, 1 removed',
    )
    // Instructions without a layer stand between them, where they were given.
    const cake = (await layers(page).innerText()).replace(/\s+/g, ' ')
    expect(cake).toMatch(/^CMD \["\/bin\/sh"\] 2 RUN rm -rf .* 1 RUN rm .* ENV MODE=production 0 ADD /)
    await expect(page.getByText('example.test/story:1')).toBeVisible()
    await expect(page.getByText('linux/amd64')).toBeVisible()
  })

  test('of a real image', async () => {
    const { path } = real('tiny.docker.tar')
    const page = await open(path)
    await expect(layers(page).getByRole('option')).toHaveText([
      /^2\s*RUN change\s*21 B\s*\+1\s*~\d\s*−2\s*db525efe/,
      /^1\s*RUN COPY hello\.txt\s*13 B\s*\+1\s*~0\s*−0\s*d427c9ae/,
      /^0\s*RUN base\s*188 kB\s*\+15\s*~0\s*−0\s*77426fa8/,
    ])
    const cake = (await layers(page).innerText()).replace(/\s+/g, ' ')
    expect(cake).toMatch(/^2 RUN change .* CMD \/bin\/sh .* 1 RUN COPY hello\.txt .* ENV A=1 0 RUN base /)
    await expect(page.getByText('localhost/corpus/tiny:latest')).toBeVisible()
  })

  test('can be chosen by keyboard, and the tree follows', async () => {
    const page = await open(story())
    await layers(page).focus()
    for (const [key, layer] of [
      ['End', 0],
      ['ArrowUp', 1],
      ['Home', 2],
      ['ArrowDown', 1],
    ] as const) {
      await page.keyboard.press(key)
      await expect(layerRow(page, layer)).toHaveAttribute('aria-selected', 'true')
      await expect(tree(page)).toHaveAccessibleName(new RegExp(`layers? (0 to )?${layer}\\b`))
    }
  })
})

test.describe('an overridden file', () => {
  test('has both contents', async () => {
    const page = await open(story())
    await show(page, 2, 'Merged up to here')
    await goTo(page, 'etc/motd')
    await expectText(page, 'hello from above\n')
    await expect(versions(page)).toHaveCount(2)
    await expect(version(page, 1)).toContainText('seen')
    await expect(version(page, 0)).toHaveAccessibleName(/^Layer 0: added, hidden by a newer version in layer 1, 20 B/)
    await version(page, 0).click()
    await expectText(page, 'hello from the base\n')
    await expect(details(page).getByText('layer 0, hidden')).toBeVisible()
    await version(page, 1).click()
    await expectText(page, 'hello from above\n')
  })

  test('of a real image', async () => {
    const page = await open(real('tiny.docker.tar').path)
    await show(page, 2, 'Merged up to here')
    await goTo(page, 'etc/issue')
    await expectText(page, 'changed\n')
    await version(page, 0).click()
    await expectText(page, 'i\n')
    await goTo(page, 'hello.txt')
    await expectText(page, 'hello 你好\n')
    await expect(details(page).getByText('/hello.hard')).toBeVisible()
    await version(page, 1).click()
    await expectText(page, 'hello 你好\n')
  })

  test('says what alone differs', async () => {
    const page = await open(SAMPLE)
    await show(page, 6, 'Merged up to here')
    await goTo(page, 'srv/app/config/default.json')
    await expect(versions(page)).toHaveCount(3)
    await expect(version(page, 5)).toHaveAccessibleName(/owner root:root → app:app.*same content/)
    await expect(treeRow(page, 'default.json').locator('.owner')).toHaveText('app')
    await expectText(page, /"host": "0\.0\.0\.0"/)
    await version(page, 2).click()
    await expectText(page, /"host": "127\.0\.0\.1"/)
  })
})

test.describe('what was removed', () => {
  test('a whiteout stands in its layer, and the path struck through in the merged view, its content readable', async () => {
    const page = await open(story())
    await show(page, 1, 'This layer')
    const marker = treeRow(page, '.wh.secret')
    await expect(marker).toHaveAccessibleName(/^\.wh\.secret, whiteout: hides this name below/)
    await marker.click()
    await expectPath(page, '/srv/secret')
    await expect(version(page, 1)).toHaveAccessibleName(/^Layer 1: removed, by a whiteout/)
    await expect(version(page, 0)).toHaveAccessibleName(/hidden by a whiteout in layer 1, 25 B hidden/)
    await version(page, 0).click()
    await expectText(page, 'the key that was deleted\n')

    await show(page, 2, 'Merged up to here')
    await goTo(page, 'srv/secret')
    const row = treeRow(page, 'secret')
    await expect(row).toContainText('removed by layer 1')
    await expect(row.getByText('secret', { exact: true })).toHaveCSS('text-decoration-line', 'line-through')
    await expectText(page, 'the key that was deleted\n')

    // Below the layer that removed it, it is an ordinary file.
    await show(page, 0, 'Merged up to here')
    await goTo(page, 'srv/secret')
    await expect(row).not.toContainText('removed')
    await expect(row.getByText('secret', { exact: true })).not.toHaveCSS('text-decoration-line', 'line-through')
  })

  test('of a real image', async () => {
    const page = await open(real('tiny.docker.tar').path)
    await show(page, 2, 'This layer')
    await treeRow(page, '.wh.gone').click()
    await expectPath(page, '/etc/gone')
    await expectText(page, 'g\n')
    await version(page, 2).click()
    await expect(content(page)).toContainText('This layer removes the path')
    await show(page, 2, 'Merged up to here')
    await goTo(page, 'etc/gone')
    await expect(treeRow(page, 'gone')).toContainText('removed by layer 2')
    await expectText(page, 'g\n')
  })

  test('by a directory that was emptied: the marker, what it hides, and the new content', async () => {
    const page = await open(story())
    await show(page, 2, 'This layer')
    const rows = await readTree(page)
    const marker = rows.find(({ why }) => why.startsWith('opaque'))
    expect(marker).toMatchObject({ level: 3, why: 'opaque: hides all of this directory below' })
    await show(page, 2, 'Merged up to here')
    const merged = (await readTree(page)).filter(({ path }) => path.startsWith('opt/cache/'))
    expect(merged.map(({ name, struck, why }) => [name, struck, why])).toEqual([
      ['one', true, 'removed by layer 2'],
      ['three', false, ''],
      ['two', true, 'removed by layer 2'],
    ])
    await goTo(page, 'opt/cache/two')
    await expect(version(page, 2)).toHaveAccessibleName(/^Layer 2: removed, by \/opt\/cache being opaque/)
    await expectText(page, 'two two\n')
  })

  test('by opaque directories of a real image', async () => {
    const page = await open(real('torture-a.docker.tar').path)
    await show(page, 5, 'Merged up to here')
    await goTo(page, 'opt/old/plugins/p0')
    await expect(treeRow(page, 'p0')).toContainText('removed by layer 5')
    await goTo(page, 'opt/old/plugins/p1/main.conf')
    await expect(versions(page)).toHaveCount(2)
    await version(page, 0).click()
    await expect(details(page).getByText('layer 0, hidden')).toBeVisible()
  })

  test('and added again is alive, and its life says so', async () => {
    const page = await open(SAMPLE)
    await show(page, 6, 'Merged up to here')
    await goTo(page, 'etc/motd')
    await expect(versions(page)).toHaveText([/^\s*6\s*added\s*seen/, /^\s*4\s*removed/, /^\s*0\s*added/])
    await expectText(page, /^shelf 1\.2\.0/)
    await version(page, 0).click()
    await expectText(page, /^Welcome to Tidewater/)
    await version(page, 4).click()
    await expect(content(page)).toContainText('This layer removes the path')
  })
})

test.describe('the merged tree is what a container sees', () => {
  for (const name of ['tiny.docker.tar', 'tiny.oci-zstd.tar', 'busybox.docker.tar.gz', 'busybox.oci-gzip.tar']) {
    test(`of all layers: ${name}`, async () => {
      const { path, images } = real(name)
      const page = await open(path)
      const oracle = images[0]!
      await show(page, oracle.layers.length - 1, 'Merged up to here')
      expectRows(await readTree(page), oracle)
    })
  }

  test('of all layers of an image with everything in it', async () => {
    test.slow()
    const { path, images } = real('torture-a.docker.tar')
    const page = await open(path)
    const oracle = images[0]!
    await show(page, 12, 'Merged up to here')
    const rows = await readTree(page)
    // Names that need escapes are compared below the window; here it is that every other one can be seen.
    const plain = (oraclePaths: readonly string[]) => oraclePaths.filter((path) => /^[\w/.+-]+$/.test(path)).sort()
    expect(plain(rows.filter(({ struck }) => !struck).map((row) => row.path))).toEqual(
      plain([...rowsOfOracle(oracle).keys()]),
    )
    expect(rows.filter(({ struck }) => !struck).length).toBe(oracle.tree!.length - 1)
  })

  test('up to a lower layer', async () => {
    // Each image of this archive is the one before it without its topmost layer.
    const { images } = real('mini-multi.podman.tar')
    const page = await open(real('tiny.docker.tar').path)
    for (const upto of [1, 0]) {
      await show(page, upto, 'Merged up to here')
      expectRows(
        await readTree(page),
        images.find((image) => image.layers.length === upto + 1)!,
      )
    }
  })

  test('of an image that was built for it', async () => {
    const page = await open(story())
    await show(page, 2, 'Merged up to here')
    const rows = await readTree(page)
    const line = ({ path, link, struck, bytes, layer, mode }: SeenRow) =>
      [path, link, struck ? 'gone' : '', bytes ?? '', layer, mode].filter((part) => part !== '').join(' ')
    expect(rows.map(line)).toEqual([
      'bin → usr/bin 0 rwxrwxrwx',
      'etc 22 0 rwxr-xr-x',
      'etc/keep 5 0 rw-------',
      'etc/motd 17 1 rw-r--r--',
      'opt 6 0 rwxr-xr-x',
      'opt/cache 6 0 rwxr-xr-x',
      'opt/cache/one gone 4 0',
      'opt/cache/three 6 2 rw-r--r--',
      'opt/cache/two gone 8 0',
      'srv 9 0 rwxr-xr-x',
      'srv/index 9 1 rw-r--r--',
      'srv/secret gone 25 0',
      'usr 3000 0 rwxr-xr-x',
      'usr/bin 3000 0 rwxrwsr-x',
      'usr/bin/tool 3000 0 rwsr-xr-x',
      'usr/bin/tool-again 3000 0 rwsr-xr-x',
    ])
    expect(rows.map(({ level }) => level)).toEqual(rows.map(({ path }) => path.split('/').length))
  })
})

test.describe('the flat lists', () => {
  test('name what is overridden and what is removed, with the bytes that nobody sees', async () => {
    const page = await open(story())
    await show(page, 2, 'Merged up to here')
    await page.getByRole('radio', { name: /^Overridden/ }).click()
    const overridden = page.getByRole('grid', { name: 'Overridden' })
    await expect(overridden.getByRole('row').nth(1)).toHaveText(/^\s*\/etc\/motd\s*20 B\s*2\s*1\s*$/)
    await expect(overridden.getByRole('row')).toHaveCount(2)
    await overridden.getByRole('row').nth(1).click()
    await expectPath(page, '/etc/motd')
    await expectText(page, 'hello from above\n')

    await page.getByRole('radio', { name: /^Removed/ }).click()
    const removed = page.getByRole('grid', { name: 'Removed' })
    await expect(removed.getByRole('row')).toHaveText([
      /Path/,
      /^\s*\/srv\/secret\s*25 B\s*1\s*0\s*1\s*$/,
      /^\s*\/opt\/cache\/two\s*8 B\s*1\s*0\s*2\s*$/,
      /^\s*\/opt\/cache\/one\s*4 B\s*1\s*0\s*2\s*$/,
    ])
    // A narrow pane has no room for the sum.
    await run!.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1900, 800))
    await expect(page.getByText('3 paths · 37 B shipped, never seen')).toBeVisible()
    await removed.getByRole('row').nth(1).click()
    await expectPath(page, '/srv/secret')
    await expectText(page, 'the key that was deleted\n')
    // By keyboard too.
    await page.keyboard.press('ArrowDown')
    await expectPath(page, '/opt/cache/two')
  })

  for (const name of ['tiny.docker.tar', 'busybox.oci-gzip.tar']) {
    test(`of a real image: ${name}`, async () => {
      const { path, images } = real(name)
      const oracle = images[0]!
      const page = await open(path)
      const alive = new Set((oracle.tree ?? []).map((entry) => entry.path))
      const paths = async (kind: 'Overridden' | 'Removed') => {
        await page.getByRole('radio', { name: new RegExp(`^${kind}`) }).click()
        const grid = page.getByRole('grid', { name: kind })
        await expect(grid).toHaveAttribute('aria-busy', 'false')
        const rows = await grid
          .getByRole('row')
          .filter({ has: page.getByRole('gridcell') })
          .all()
        const found = await Promise.all(rows.map((row) => row.getByRole('gridcell').first().innerText()))
        return found.map((text) => text.replace(/\s/g, '')).sort()
      }
      const wanted = (lists: readonly (readonly unknown[])[], living: boolean) =>
        [...new Set(lists.flat().map((path) => `/${String(path)}`))].filter((path) => alive.has(path) === living).sort()
      expect(await paths('Removed')).toEqual(
        wanted(
          oracle.layers.map(({ deleted }) => deleted),
          false,
        ),
      )
      expect(await paths('Overridden')).toEqual(
        wanted(
          oracle.layers.map(({ overridden }) => overridden),
          true,
        ),
      )
    })
  }
})

test.describe('details', () => {
  test('of a hard link name its peers', async () => {
    const page = await open(SAMPLE)
    await show(page, 6, 'Merged up to here')
    await goTo(page, 'usr/bin/sh')
    await expect(details(page)).toContainText('3 other names')
    await expect(details(page).getByRole('listitem').filter({ hasText: '/usr/bin/' })).toHaveText([
      '/usr/bin/busybox',
      '/usr/bin/cat',
      '/usr/bin/ls',
    ])
  })

  test('of a hard link of a real image', async () => {
    const page = await open(real('torture-a.docker.tar').path)
    await show(page, 12, 'Merged up to here')
    await goTo(page, 'srv/hl/new1')
    await expect(details(page)).toContainText('/srv/hl/new2')
    await goTo(page, 'bin/nc')
    await expect(details(page)).toContainText('/bin/wget')
  })

  test('of a binary show its bytes', async () => {
    const page = await open(SAMPLE)
    await show(page, 6, 'Merged up to here')
    await goTo(page, 'usr/bin/busybox')
    await expect(content(page).getByRole('tab', { name: 'ELF' })).toHaveAttribute('aria-selected', 'true')
    await content(page).getByRole('tab', { name: 'Hex' }).click()
    const hex = page.getByRole('document', { name: 'Bytes of /usr/bin/busybox' })
    await expect(hex).toContainText(/^\s*0+\s*7f ?45 ?4c ?46 ?02 ?01 ?01 ?00/i)
    await expect(hex).toContainText('.ELF')
    await hex.focus()
    await page.keyboard.press('Control+End')
    await page.keyboard.press('End')
    await expect(hex).toContainText(/0*effe?8|0*eff0/i)
    // As text, since one may want to read the words in it.
    await page.getByRole('tab', { name: 'Content' }).click()
    await page.getByRole('button', { name: 'Show as text anyway' }).click()
    await expectText(page, /ELF/)
  })

  test('of a text of some MiB show all of it', async () => {
    const lines = Array.from({ length: 60_000 }, (_, at) => `line ${at + 1} of a long text that goes on and on\n`)
    const text = lines.join('')
    expect(text.length).toBeGreaterThan(2 * 1024 * 1024)
    const page = await open(
      write('long.tar', dockerArchive([imageOf([layer([file('long.txt', text), file('short.txt', 'short\n')])])])),
    )
    await goTo(page, 'long.txt')
    await expectText(page, /^line 1 of a long text/)
    await expect(content(page).getByTestId('text-part')).toBeHidden()
    await page.getByRole('textbox', { name: /^Content of \/long\.txt/ }).focus()
    await page.keyboard.press('Control+End')
    await expectText(page, /line 60000 of a long text/)
    await goTo(page, 'short.txt')
    await expectText(page, 'short\n')
  })
})

test.describe('several images', () => {
  test('of a real archive can be chosen by mouse and by keyboard', async () => {
    const page = await open(real('mini-multi.podman.tar').path)
    const picker = page.getByRole('button', { name: /^Image: / })
    await expect(picker).toHaveText('localhost/corpus/tiny:latest')
    await expect(layers(page).getByRole('option')).toHaveCount(3)
    await picker.click()
    const list = page.getByRole('listbox', { name: 'Images in this archive' })
    await expect(list.getByRole('option')).toHaveText([/tiny:latest/, /tiny:s1/, /tiny:s0/])
    await list.getByRole('option', { name: /tiny:s1/ }).click()
    await expect(picker).toHaveText('localhost/corpus/tiny:s1')
    await expect(layers(page).getByRole('option')).toHaveCount(2)
    await expect(treeRow(page, 'hello.hard')).toBeHidden()
    await expect(picker).toBeFocused()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('End')
    await page.keyboard.press('Enter')
    await expect(picker).toHaveText('localhost/corpus/tiny:s0')
    await expect(layers(page).getByRole('option')).toHaveCount(1)
    await picker.press('ArrowDown')
    await page.keyboard.press('Home')
    await page.keyboard.press('Escape')
    await expect(list).toBeHidden()
    await expect(picker).toHaveText('localhost/corpus/tiny:s0')
  })

  test('of two versions of a real application', async () => {
    test.slow()
    const page = await open(real('debapp-v1v2.oci-gzip.tar').path)
    const picker = page.getByRole('button', { name: /^Image: / })
    await expect(picker).toHaveText('v1')
    await expect(layers(page).getByRole('option')).toHaveCount(8)
    await picker.click()
    await page.getByRole('option', { name: /^v2/ }).click()
    await expect(picker).toHaveText('v2')
    await expect(layers(page).getByRole('option')).toHaveCount(9)
    await indexed(page)
    await expect(treeRow(page, 'etc')).toBeVisible()
  })

  test('that differ by platform are one, with a picker of their platforms', async () => {
    const blobs = new BlobStore()
    const arch = (architecture: string, variant?: string) =>
      addImage(
        blobs,
        imageOf([layer([file(`made-for-${architecture}`, `${architecture}\n`)])], {
          platform: { os: 'linux', architecture, ...(variant === undefined ? {} : { variant }) },
        }),
      )
    const amd64 = arch('amd64')
    const index = addIndex(blobs, [amd64, arch('arm64', 'v8'), addAttestation(blobs, amd64)])
    const files = layoutFiles(blobs, [tagged(index, 'multi:1')])
    const page = await open(write('platforms.tar', tarOfFiles(files)))
    const picker = page.getByRole('button', { name: /^Platform: / })
    await expect(picker).toHaveText('linux/amd64')
    await expect(treeRow(page, 'made-for-amd64')).toBeVisible()
    await picker.click()
    await expect(page.getByRole('listbox', { name: 'Platforms of this image' }).getByRole('option')).toHaveText([
      /linux\/amd64/,
      /linux\/arm64\/v8/,
    ])
    await page.getByRole('option', { name: /arm64/ }).click()
    await expect(picker).toHaveText('linux/arm64/v8')
    await expect(treeRow(page, 'made-for-arm64')).toBeVisible()
    await expect(treeRow(page, 'made-for-amd64')).toBeHidden()
    // The attestation is told of with what it is for, and not with the platform unknown/unknown that it states.
    await page.getByRole('button', { name: /^Image: / }).click()
    await expect(page.getByRole('option', { name: /attestation/i })).toContainText('linux/amd64')
  })
})

test.describe('problems', () => {
  test('of a damaged layer are named with their code and place, and what could be read is there', async () => {
    const hazard = LAYER_HAZARDS.find(({ code }) => code === 'tar-checksum')!
    const image = imageOf(hazard.layers)
    const page = await openUnread(write('damaged.tar', dockerArchive([image])))
    await page.getByRole('button', { name: /^\d+ problems?$/ }).click()
    const panel = page.getByRole('region', { name: 'Problems' }).first()
    const row = panel.getByRole('row').filter({ hasText: 'tar-checksum' })
    await expect(row).toContainText('Error')
    await expect(row).toContainText('layer 1')
    await expect(row).toContainText(`byte ${hazard.offset!.toLocaleString('en-US')}`)
    await expect(layerRow(page, 1)).toContainText('damaged')
    await row.getByRole('button', { name: 'layer 1' }).click()
    await expect(layerRow(page, 1)).toHaveAttribute('aria-selected', 'true')
    await page.getByRole('radio', { name: 'Merged up to here' }).click()
    await expect(treeRow(page, 'first')).toBeVisible()
    await expect(treeRow(page, 'etc')).toBeVisible()
    await panel.getByRole('radio', { name: /^Notes/ }).click()
    await expect(row).toBeHidden()
    await panel.getByRole('radio', { name: /^All/ }).click()
    await expect(row).toBeVisible()
    await panel.getByRole('button', { name: 'Close the problems' }).click()
    await expect(panel).toBeHidden()
  })

  test('name the path that they are about', async () => {
    const hazard = LAYER_HAZARDS.find(({ code }) => code === 'hard-link-dangling')!
    const page = await open(write('dangling.tar', dockerArchive([imageOf(hazard.layers)])))
    await page.getByRole('button', { name: /^\d+ problems?$/ }).click()
    const row = page.getByRole('row').filter({ hasText: 'hard-link-dangling' })
    await expect(row).toContainText('layer 1')
    await expect(row).toContainText(hazard.path!)
  })

  test('of a layer that is missing: the rest is there', async () => {
    const base = { tar: layer([file('below', 'below\n')]) }
    const page = await openUnread(
      write('missing.tar', dockerArchive([{ layers: [base, { tar: layer([file('lost')]), stored: false }] }])),
    )
    await expect(layerRow(page, 1)).toContainText('not in this archive')
    await expect(page.getByRole('button', { name: /^\d+ problems?$/ })).toBeVisible()
    await layerRow(page, 0).click()
    await goTo(page, 'below')
    await expectText(page, 'below\n')
    await layerRow(page, 1).click()
    await page.getByRole('radio', { name: 'This layer' }).click()
    await expect(page.getByText('Layer 1 is not in this archive.')).toBeVisible()
  })

  test('there are none in the sample', async () => {
    const page = await open(SAMPLE)
    await page.getByRole('button', { name: 'No problems' }).click()
    await expect(page.getByText('Nothing was found that is out of order.')).toBeVisible()
  })
})

test.describe('by keyboard alone', () => {
  test('F6 goes round the panes', async () => {
    const page = await open(story())
    await show(page, 2, 'Merged up to here')
    await goTo(page, 'etc/motd')
    await layers(page).focus()
    const pane = () =>
      page.evaluate(() => document.activeElement?.closest('section[aria-label]')?.getAttribute('aria-label') ?? '')
    for (const wanted of ['Files', 'Details', 'Layers', 'Files']) {
      await page.keyboard.press('F6')
      await expect.poll(pane).toBe(wanted)
    }
    await page.keyboard.press('Shift+F6')
    await expect.poll(pane).toBe('Layers')
  })

  test('the tree is walked, expanded, collapsed and searched by what is typed', async () => {
    const page = await open(story())
    await show(page, 2, 'Merged up to here')
    await tree(page).focus()
    const active = () =>
      tree(page).evaluate(
        (list) => document.getElementById(list.getAttribute('aria-activedescendant') ?? '')?.dataset['name'],
      )
    const press = async (key: string, name: string) => {
      await page.keyboard.press(key)
      await expect.poll(active, { message: `${key} leads to ${name}` }).toBe(name)
    }
    await press('Home', 'bin')
    await press('End', 'usr')
    await press('ArrowRight', 'usr')
    await expect(treeRow(page, 'usr')).toHaveAttribute('aria-expanded', 'true')
    await press('ArrowRight', 'bin')
    await expectPath(page, '/usr/bin')
    await press('ArrowRight', 'bin')
    await press('End', 'tool-again')
    await expectPath(page, '/usr/bin/tool-again')
    await press('ArrowUp', 'tool')
    await press('ArrowLeft', 'bin')
    await press('ArrowLeft', 'bin')
    await press('ArrowLeft', 'usr')
    await press('Enter', 'usr')
    await expect(treeRow(page, 'usr')).toHaveAttribute('aria-expanded', 'false')
    await press('Enter', 'usr')
    await expect(treeRow(page, 'usr')).toHaveAttribute('aria-expanded', 'true')
    await press('e', 'etc')
    await press('Home', 'bin')
    await press('*', 'bin')
    await expect(treeRow(page, 'motd')).toBeVisible()
    // Letters that follow one another spell a name; after a pause they begin a new one.
    await expect(async () => {
      await page.keyboard.type('sec')
      expect(await active()).toBe('secret')
    }).toPass({ intervals: [1000] })
    await press('Home', 'bin')
    await press('ArrowDown', 'etc')
    await expectPath(page, '/etc')
    await press('ArrowDown', 'keep')
    await expectPath(page, '/etc/keep')
    await expectText(page, 'kept\n')
  })

  test('a path is found, its hidden version chosen and read, without a mouse', async () => {
    const page = await open(story())
    await layers(page).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('F6')
    await page.keyboard.type('srv')
    await expectPath(page, '/srv')
    await page.keyboard.press('ArrowRight')
    await expect(treeRow(page, 'srv')).toHaveAttribute('aria-expanded', 'true')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expectPath(page, '/srv/secret')
    await page.keyboard.press('F6')
    for (let tabs = 0; tabs < 8; tabs += 1) {
      await page.keyboard.press('Tab')
      if (await version(page, 0).evaluate((button) => button === document.activeElement)) break
    }
    await expect(version(page, 0)).toBeFocused()
    await page.keyboard.press('Enter')
    await expectText(page, 'the key that was deleted\n')
  })
})

test('every row says to a screen reader where it stands', async () => {
  const page = await open(story())
  await show(page, 2, 'Merged up to here')
  await tree(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('*')
  await expect(treeRow(page, 'motd')).toBeVisible()
  const said = await tree(page)
    .getByRole('treeitem')
    .evaluateAll((items) =>
      items
        .map((item) => ({
          name: (item.getAttribute('aria-label') ?? '').split(',')[0],
          place: ['level', 'posinset', 'setsize', 'expanded']
            .map((name) => item.getAttribute(`aria-${name}`))
            .join(' '),
          top: item.getBoundingClientRect().top,
        }))
        .sort((a, b) => a.top - b.top)
        .map(({ name, place }) => `${name}: ${place}`),
    )
  expect(said).toEqual([
    'bin: 1 1 5 ',
    'etc: 1 2 5 true',
    'keep: 2 1 2 ',
    'motd: 2 2 2 ',
    'opt: 1 3 5 true',
    'cache: 2 1 1 false',
    'srv: 1 4 5 true',
    'index: 2 1 2 ',
    'secret: 2 2 2 ',
    'usr: 1 5 5 true',
    'bin: 2 1 1 false',
  ])
  await expect(treeRow(page, 'secret')).toHaveAccessibleName('secret, removed by layer 1, from layer 0, 25 B')
  await expect(treeRow(page, 'etc')).toHaveAccessibleName(/^etc, directory, /)
  await expect(treeRow(page, 'bin').first()).toHaveAccessibleName(/^bin, symbolic link, → usr\/bin, /)
})

test('in the dark and in the light, what is to be read can be read', async () => {
  test.slow()
  const page = await open(SAMPLE)
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    for (const [layer, path] of [
      [6, 'etc/motd'],
      [5, 'srv/app/.env'],
    ] as const) {
      await show(page, layer, 'Merged up to here')
      await goTo(page, path)
      await expectText(page, /./)
      // Colours may need a moment to change.
      await expect.soft.poll(() => faintTexts(page), { message: `${colorScheme}, ${path}` }).toEqual([])
    }
  }
})

/** Texts in sight whose contrast to what is behind them is below 4.5, with it. */
function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!
    /** Lays colours over one another, lowest first, and tells what is seen. */
    const mixed = (colours: readonly string[]): [number, number, number] => {
      canvas.clearRect(0, 0, 1, 1)
      for (const colour of colours) {
        canvas.fillStyle = colour
        canvas.fillRect(0, 0, 1, 1)
      }
      const [red = 0, green = 0, blue = 0] = canvas.getImageData(0, 0, 1, 1).data
      return [red, green, blue]
    }
    const luminance = (colour: [number, number, number]): number => {
      const [red = 0, green = 0, blue = 0] = colour.map((value) => {
        const part = value / 255
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
      })
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
    const found = new Set<string>()
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const element = node.parentElement
      const text = node.textContent?.trim() ?? ''
      if (!element || text === '' || element.closest('[aria-hidden=true], :disabled')) continue
      const box = element.getBoundingClientRect()
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || box.width < 2) continue
      const behind: string[] = []
      let opacity = 1
      for (let at: Element | null = element; at; at = at.parentElement) {
        const style = getComputedStyle(at)
        opacity *= Number(style.opacity)
        behind.unshift(style.backgroundColor)
      }
      const ground = mixed(['white', ...behind])
      const ink = mixed([`rgb(${ground.join(' ')})`, getComputedStyle(element).color])
      const seen = ink.map((value, at) => value * opacity + ground[at]! * (1 - opacity)) as [number, number, number]
      const [bright = 0, dark = 0] = [luminance(seen), luminance(ground)].sort((a, b) => b - a)
      const contrast = (bright + 0.05) / (dark + 0.05)
      if (contrast < 4.5) {
        found.add(`${text.slice(0, 30)} (${element.className.slice(0, 40)}): ${contrast.toFixed(2)}`)
      }
    }
    return [...found]
  })
}

test('indexing can be cancelled and resumed, and what is there can be used meanwhile', async () => {
  test.slow()
  const page = await openUnread(write('large.tar', largeArchive()))
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText(/^Stopped: [01] of 3 layers indexed$/)).toBeVisible()
  const resume = page.getByRole('button', { name: 'Resume' })
  await expect(resume).toBeVisible()
  await expect(page.getByText(/indexed in/)).toBeHidden()
  await expect(layerRow(page, 2)).toContainText('waiting')
  await resume.click()
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible()
  // The first layer is there before the second one has been read.
  await show(page, 0, 'Merged up to here')
  await goTo(page, 'etc/first')
  await expectText(page, 'first\n')
  await indexed(page, 120_000)
  await expect(resume).toBeHidden()
  await show(page, 2, 'Merged up to here')
  await expect(treeRow(page, 'zeros')).toContainText('2.1 GB')
  await goTo(page, 'last')
  await expectText(page, 'last\n')
})

/** A few megabytes, whose second layer is 2 GiB of zeros that have to be decompressed. */
function largeArchive(): Uint8Array {
  const piece = 64 * 1024 * 1024
  const count = 32
  const body = gzipSync(Buffer.alloc(piece))
  const name = file('zeros')
  const head = layer([{ ...name, size: piece * count }]).subarray(0, 512)
  const blob = Buffer.concat([gzipSync(head), ...Array.from({ length: count }, () => body), gzipSync(layer([]))])
  // What the tar's digest is would take as long to find out as to index it; nobody looks at it.
  const diffId = digestOf(Buffer.from('zeros'))
  return dockerArchive([
    {
      tags: ['example.test/large:1'],
      layers: [
        { tar: layer([dir('etc'), file('etc/first', 'first\n')]) },
        { tar: head, blob, diffId, compression: 'gzip' },
        { tar: layer([file('last', 'last\n')]) },
      ],
    },
  ])
}
