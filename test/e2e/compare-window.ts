import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ElectronApplication, type Locator, type Page, expect } from '@playwright/test'
import { dockerArchive } from '../fixtures/docker-archive.ts'
import type { FixtureImage } from '../fixtures/image.ts'

/** Archives of a file of tests, in a folder that goes when it is disposed. */
export class WrittenArchives implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'onionskin-compare-'))

  write(name: string, ...images: readonly FixtureImage[]): string {
    const path = join(this.folder, `${name}.tar`)
    writeFileSync(path, dockerArchive(images))
    return path
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Waits until both sides are compared to the end. */
export async function compared(page: Page, timeout = 30_000): Promise<void> {
  await expect(page.getByTestId('compare-phase')).toHaveText('Compared', { timeout })
}

/** A row of the aligned tree by the name of its path. */
export const alignedRow = (page: Page, name: string): Locator =>
  page.locator(`[data-testid=aligned-row][data-name="${name}"]`)

/** What is listed: a kind of difference, the configuration, packages. */
export const chip = (page: Page, name: string): Locator => page.getByRole('radio', { name: new RegExp(`^${name}`) })

/** The path that both sides are shown of. */
export const heading = (page: Page): Locator => page.getByTestId('compared-path').getByRole('heading')

/** Titles of all windows, in alphabetical order. */
export async function titles(app: ElectronApplication): Promise<string[]> {
  const found = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.getTitle()),
  )
  return found.sort()
}
