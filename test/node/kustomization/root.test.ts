import { mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import {
  directoryFrom,
  isDirectory,
  isKustomizationDirectory,
  isRemote,
  kustomizationFileIn,
  readConfined,
} from '../../../src/node/kustomization/root.js'
import { directoryOf } from '../../support/command.js'

const root = realpathSync(
  directoryOf(t, {
    'a/kustomization.yaml': 'x',
    'b/Kustomization': 'x',
    'two/kustomization.yaml': 'x',
    'two/Kustomization': 'x',
    'a/sub/file': 'content',
    'ab/file': 'other',
  }),
)
mkdirSync(join(root, 'named/kustomization.yaml'), { recursive: true })
symlinkSync('../ab/file', join(root, 'a/out'))
symlinkSync('sub/file', join(root, 'a/in'))
symlinkSync('a', join(root, 'link'))

t.test('a kustomization has one of three names, and is a file', async (t) => {
  t.strictSame(await kustomizationFileIn(join(root, 'a')), E.right('kustomization.yaml'))
  t.strictSame(await kustomizationFileIn(join(root, 'b')), E.right('Kustomization'))
  t.match(
    await kustomizationFileIn(join(root, 'two')),
    E.left('has both kustomization.yaml and Kustomization; keep one'),
  )
  t.match(await kustomizationFileIn(join(root, 'named')), E.left(/^has no/))
  t.strictSame(
    await Promise.all(
      ['a', 'two', 'ab', 'a/kustomization.yaml', 'none'].map((one) =>
        isKustomizationDirectory(join(root, one)),
      ),
    ),
    [true, true, false, false, false],
  )
  t.equal(await isDirectory(join(root, 'link')), true)
})

const read = async (path: string): Promise<string> => {
  const result = await readConfined(join(root, 'a'), path)
  return E.isRight(result) ? new TextDecoder().decode(result.right) : result.left.reason
}

t.test('files in the directory and below are read, wherever a link to them is', async (t) => {
  t.equal(await read('sub/file'), 'content')
  t.equal(await read('./sub/../sub/file'), 'content')
  t.equal(await read('in'), 'content')
  t.equal(await read(join(root, 'a/sub/file')), 'content')
  t.match(await read('../ab/file'), /is outside/, 'a directory whose name begins alike')
  t.match(await read('out'), /is outside/)
  t.equal(await read('sub'), 'is a directory')
  t.match(await read('none'), /cannot be read: no such file/)
  t.match(await read('kustomization.yaml/x'), /cannot be read/)
})

t.test('a directory may be anywhere, but not one that leads here or contains it', async (t) => {
  const from = (path: string, visited: ReadonlyArray<string> = []) =>
    directoryFrom(join(root, 'a'), path, visited)
  t.strictSame(await from('../b'), E.right(join(root, 'b')))
  t.strictSame(await from('../link'), E.right(join(root, 'a')))
  t.match(await from('../link', [join(root, 'a')]), E.left(/^goes round in a circle/))
  t.match(await from('..', [join(root, 'a')]), E.left(/^goes round in a circle/))
  t.ok(E.isRight(await from('sub', [join(root, 'a')])))
  t.match(await from(join(root, 'b')), E.left(/absolute/))
  t.match(await from('none'), E.left(/cannot be read/))
  t.match(await from('in'), E.left('is no directory'))
})

t.test('addresses of what is elsewhere are told from paths', async (t) => {
  for (const path of [
    'https://example.com/a.yaml',
    'git@github.com:org/repo',
    'ssh://git@host/repo',
    'github.com/org/repo',
    'github.com/org/repo//sub?ref=v1',
    'git::https://host/repo',
    '../repo?ref=main'.slice(3),
  ]) {
    t.equal(isRemote(path), true, path)
  }
  for (const path of [
    'a.yaml',
    './github.com/a/b',
    '../base',
    'base',
    'sub/a.yaml',
    'v1.2/a.yaml',
    '../repo.git',
  ]) {
    t.equal(isRemote(path), false, path)
  }
})
