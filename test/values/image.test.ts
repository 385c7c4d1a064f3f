import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { imageDigest, imageRegistry, imageRepository, imageTag } from '../../src/values/image.js'
import type { Codec } from '../../src/values/schema.js'

const takes = (type: Codec<unknown>, values: ReadonlyArray<unknown>): ReadonlyArray<unknown> =>
  values.filter((value) => E.isRight(type.decode(value)))

t.test('a repository has neither scheme, tag nor digest', async (t) => {
  const good = [
    'clearml/server',
    'redis',
    'registry.example.com/clearml/server',
    'registry.example.com:5000/clearml/server',
    'localhost:5000/server',
    'a/b_c/d__e/f--g/h.i',
  ]
  t.strictSame(takes(imageRepository, good), good)
  t.strictSame(
    takes(imageRepository, [
      'https://registry.example.com/server',
      'Registry.example.com/server',
      'clearml/Server',
      'clearml/server:2.4.0',
      'server:2.4.0',
      `server@sha256:${'0'.repeat(64)}`,
      'clearml/server/',
      '/server',
      'a//b',
      'a b',
      'a\n',
      '',
      `a/${'x'.repeat(254)}`,
      5,
    ]),
    [],
  )
})

t.test('a registry may have a port and a path', async (t) => {
  const good = ['registry.example.com', 'localhost:5000', 'registry.example.com:5000/mirror/x', 'mirror']
  t.strictSame(takes(imageRegistry, good), good)
  t.strictSame(
    takes(imageRegistry, [
      'https://registry.example.com',
      'registry.example.com/',
      'Registry.example.com',
      'registry.example.com/x:1',
      'registry.example.com/x@sha256:0',
      ':5000',
      '',
    ]),
    [],
  )
})

t.test('tags and digests are those of OCI', async (t) => {
  const tags = ['2.4.0', 'latest', '_x', 'A-b.c', 'x'.repeat(128)]
  t.strictSame(takes(imageTag, tags), tags)
  t.strictSame(takes(imageTag, ['', '.x', '-x', 'a:b', 'a/b', 'a b', 'x'.repeat(129), 2]), [])
  const digest = `sha256:${'0a'.repeat(32)}`
  t.strictSame(takes(imageDigest, [digest]), [digest])
  t.strictSame(takes(imageDigest, ['0a'.repeat(32), digest.slice(1), `${digest}0`, digest.toUpperCase()]), [])
})
