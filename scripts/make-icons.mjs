// Draws the icons of every system from the two SVG files of resources/icons, with Electron's own renderer, and writes them
// beside them. They are committed: run this when a drawing changed.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { icnsOf, icoOf } from './icons/containers.mjs'
import { displayPrefix } from './setup/display.mjs'
import { installElectron } from './setup/electron.mjs'
import { SetupProblem, endWith, say } from './setup/notice.mjs'
import { checkNode, installPackages } from './setup/packages.mjs'
import { inProject, projectFolder } from './setup/project.mjs'
import { sandboxArguments } from './setup/sandbox.mjs'

/** Pixels up to which the drawing with fewer skins is used. */
const SMALL = 24
const LINUX = [16, 24, 32, 48, 64, 128, 256, 512]
const WINDOWS = [16, 24, 32, 48, 64, 128, 256]
const MACOS = [16, 32, 64, 128, 256, 512, 1024]
/** The ground of the window, behind the onion on the tile of macOS. */
const TILE = '#fbfaf9'

/**
 * @param {string} name
 * @returns {string}
 */
function inIcons(name) {
  return inProject('resources', 'icons', name)
}

/**
 * @param {string} electron
 * @param {readonly { svg: string, size: number, margin: number, ground: string | null }[]} jobs
 * @returns {Promise<Buffer[]>} PNG files, in the same order
 */
async function render(electron, jobs) {
  const folder = mkdtempSync(join(tmpdir(), 'onionskin-icons-'))
  try {
    const answer = join(folder, 'answer.json')
    const words = [electron, ...sandboxArguments(electron), '--disable-gpu', inProject('scripts', 'icons'), answer]
    const [command = '', ...args] = [...(await displayPrefix()), ...words]
    const { status, stderr } = spawnSync(command, args, {
      input: JSON.stringify(jobs),
      cwd: projectFolder,
      timeout: 60_000,
    })
    if (status !== 0) throw new SetupProblem(`Electron could not draw the icons: ${stderr.toString('utf8')}`)
    const drawn = /** @type {string[]} */ (JSON.parse(readFileSync(answer, 'utf8')))
    return drawn.map((base64) => Buffer.from(base64, 'base64'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

await endWith(async () => {
  checkNode()
  await installPackages()
  const electron = await installElectron()
  const large = readFileSync(inIcons('onionskin.svg'), 'utf8')
  const small = readFileSync(inIcons('onionskin-small.svg'), 'utf8')
  const plain = [...new Set([...LINUX, ...WINDOWS])].map((size) => ({
    svg: size <= SMALL ? small : large,
    size,
    margin: 0,
    ground: null,
  }))
  // On a tile the onion is smaller, so the drawing with fewer skins serves longer.
  const tiles = MACOS.map((size) => ({ svg: size <= 32 ? small : large, size, margin: 0.2, ground: TILE }))
  const drawn = await render(electron, [...plain, ...tiles])
  const pictures = new Map(plain.map(({ size }, index) => [size, /** @type {Buffer} */ (drawn[index])]))
  for (const size of LINUX) writeFileSync(inIcons(`${size}x${size}.png`), pictures.get(size) ?? '')
  writeFileSync(inIcons('onionskin.ico'), icoOf(new Map([...pictures].filter(([size]) => WINDOWS.includes(size)))))
  const onTiles = new Map(MACOS.map((size, index) => [size, /** @type {Buffer} */ (drawn[plain.length + index])]))
  writeFileSync(inIcons('onionskin.icns'), icnsOf(onTiles))
  say(`icons drawn: ${LINUX.length} PNG, one .ico, one .icns`)
  return 0
})
