import { expect, test } from '@playwright/test'
import { inProject } from '../../scripts/setup/project.mjs'
import { launch } from './launch.ts'
import { details, expectPath, indexed } from './reading-window.ts'

const SAMPLE = inProject('out', 'sample', 'onionskin-sample.tar')

test('the guide to the sample leads to each of its places, and goes', async () => {
  await using run = await launch({ args: [SAMPLE] })
  const { page } = run
  await indexed(page)
  const guide = page.getByTestId('guide')
  const stops: readonly (readonly [name: RegExp, path: string, says: RegExp])[] = [
    [/two later layers replace/, '/srv/app/config/default.json', /added.*modified|modified.*added/s],
    [/later layer deletes/, '/srv/app/test', /removed/],
    [/opaque directory hides/, '/srv/app/public/draft.html', /opaque/],
    [/four names/, '/usr/bin/busybox', /\/usr\/bin\/sh/],
    [/secret/, '/srv/app/.env', /removed/],
    [/owner alone/, '/srv/app/server.js', /owner/],
    [/deleted too late/, '/var/cache/pkg', /removed/],
    [/made again/, '/etc/motd', /removed/],
  ]
  for (const [name, path, says] of stops) {
    await guide.getByRole('button', { name }).click()
    await expectPath(page, path)
    await expect(details(page)).toContainText(says)
  }
  await guide.getByRole('button', { name: 'Close the guide' }).click()
  await expect(guide).toBeHidden()
  expect(run.pageErrors).toEqual([])
})
