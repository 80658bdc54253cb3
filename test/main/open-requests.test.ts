import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'
import { filesToOpen } from '../../electron/main/open-requests.ts'

const appPath = resolve('/opt/onionskin')
const workingDirectory = resolve('/home/ada/images')
const open = (...values: string[]) => filesToOpen({ argv: ['onionskin', ...values], workingDirectory }, appPath)
const at = (...names: string[]) => names.map((name) => resolve(workingDirectory, name))

describe('the files of a command line', () => {
  test('are none where there is only the program', () => {
    expect(open()).toEqual([])
  })

  test('start at the folder where the command was typed', () => {
    expect(open('a.tar', '../b.tar', './c d.tar')).toEqual(at('a.tar', '../b.tar', 'c d.tar'))
  })

  test('keep their order, and each is opened once however it is spelled', () => {
    expect(open('b.tar', 'a.tar', './b.tar')).toEqual(at('b.tar', 'a.tar'))
  })

  test('are not the switches of Chromium, Node or the Finder', () => {
    expect(
      open(
        '--no-sandbox',
        '--inspect=0',
        '-psn_0_12345',
        '--user-data-dir=/tmp/x',
        '--original-process-start-time=1',
        'a.tar',
      ),
    ).toEqual(at('a.tar'))
  })

  test('are not the value of a switch that stands after it', () => {
    expect(open('-r', '/tmp/loader.js', '--require', 'x.cjs', 'a.tar')).toEqual(at('a.tar'))
  })

  test('are not the folder of the app, as an unpackaged app has it among its arguments', () => {
    expect(open('--no-sandbox', appPath, 'a.tar')).toEqual(at('a.tar'))
    expect(filesToOpen({ argv: ['electron', '.', 'a.tar'], workingDirectory: appPath }, appPath)).toEqual([
      resolve(appPath, 'a.tar'),
    ])
  })

  test('may begin with a dash after --', () => {
    expect(open('--no-sandbox', '--', '-odd.tar', '--no-sandbox')).toEqual(at('-odd.tar', '--no-sandbox'))
  })

  test('may be file URLs, as desktop files hand them over', () => {
    const path = resolve('/home/ada/größe & 100%.tar')
    expect(open(pathToFileURL(path).href)).toEqual([path])
  })

  test('may be called like a broken URL', () => {
    expect(open('file://%zz')).toHaveLength(1)
  })

  test('are not empty arguments', () => {
    expect(open('', 'a.tar', '')).toEqual(at('a.tar'))
  })

  test.skipIf(process.platform === 'win32')('may be absolute', () => {
    expect(open('/srv/a.tar')).toEqual(['/srv/a.tar'])
  })
})
