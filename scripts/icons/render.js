// Draws pictures for scripts/make-icons.mjs with Electron's own renderer. Standard input is a list of jobs as JSON, the last
// argument is the file that takes the answer: a list of PNG files in base64.
import { readFileSync, writeFileSync } from 'node:fs'
import { app, BrowserWindow } from 'electron'

/** @typedef {{ svg: string, size: number, margin: number, ground: string | null }} Job */

/**
 * Runs in the page.
 *
 * @param {readonly Job[]} jobs
 * @returns {Promise<string[]>}
 */
async function draw(jobs) {
  const drawn = []
  for (const { svg, size, margin, ground } of jobs) {
    const canvas = document.createElement('canvas')
    canvas.width = canvas.height = size
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
    if (ground !== null) {
      // The tile of macOS: 824 of 1024 pixels, with round corners.
      context.fillStyle = ground
      context.beginPath()
      context.roundRect(size * 0.0977, size * 0.0977, size * 0.8046, size * 0.8046, size * 0.181)
      context.fill()
    }
    const picture = new Image()
    picture.src = `data:image/svg+xml,${encodeURIComponent(svg)}`
    await picture.decode()
    const inset = size * margin
    context.drawImage(picture, inset, inset, size - 2 * inset, size - 2 * inset)
    drawn.push(canvas.toDataURL('image/png').split(',')[1] ?? '')
  }
  return drawn
}

async function render() {
  const jobs = readFileSync(0, 'utf8')
  const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } })
  await window.loadURL('data:text/html,')
  const drawn = /** @type {unknown} */ (await window.webContents.executeJavaScript(`(${draw.toString()})(${jobs})`))
  writeFileSync(process.argv.at(-1) ?? '', JSON.stringify(drawn))
}

// Electron gets ready only once this module has run, so that must not be awaited here.
void app
  .whenReady()
  .then(render)
  .then(
    () => app.exit(0),
    (/** @type {unknown} */ error) => {
      process.stderr.write(`${String(error)}\n`)
      app.exit(1)
    },
  )
