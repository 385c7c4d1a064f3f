import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { parseDigests } from '../../src/images/digests.js'
import { showImagesError } from '../../src/images/error.js'
import { lockOf } from '../../src/images/lock.js'
import { usesOf } from '../../src/images/uses.js'

const digest = (character: string): string => `sha256:${character.repeat(64)}`

const pod = (...images: ReadonlyArray<string>) =>
  usesOf([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: images.map((image, i) => ({ name: `c${i}`, image })) },
    },
  ])

/** The lock of these images by this text, or what is wrong with it. */
const lock = (images: ReadonlyArray<string>, text: string) => {
  const given = parseDigests(text)
  const result = E.isLeft(given) ? given : lockOf(pod(...images), given.right)
  return E.isLeft(result) ? result.left.map((error) => showImagesError(error, 'd.txt')) : result.right
}

t.test('lines are IMAGE DIGEST or IMAGE@DIGEST; comments and empty lines are skipped', async (t) => {
  const text = `# collected\n\na:1 ${digest('a')}\n  b:1@${digest('b')}  \na:1\t${digest('a')}\n`
  t.strictSame(
    parseDigests(text),
    E.right([
      { image: 'a:1', digest: digest('a'), line: 3 },
      { image: 'b:1', digest: digest('b'), line: 4 },
    ]),
  )
  t.strictSame(lock(['a:1'], `a:1\na:1 sha256:ab\na:1 ${digest('a')}\na:1 ${digest('b')}\n`), [
    'd.txt:1: expected IMAGE DIGEST, or IMAGE@DIGEST, with a digest such as sha256: and 64 digits of 0-9a-f',
    'd.txt:2: expected IMAGE DIGEST, or IMAGE@DIGEST, with a digest such as sha256: and 64 digits of 0-9a-f',
    'd.txt:4: a:1 has another digest on line 3; keep one',
  ])
})

t.test(
  'an image without a digest, and a digest without an image, are errors with what is near',
  async (t) => {
    t.strictSame(
      lock(['server:1', 'redis:8', 'mongo:8'], `servr:1 ${digest('a')}\nredis:8 ${digest('b')}\n`),
      [
        'd.txt: no digest of mongo:8',
        'd.txt: no digest of server:1; did you mean servr:1?',
        'd.txt:1: no image servr:1 is in the stream; did you mean server:1?',
      ],
    )
  },
)

t.test('tags of one repository are told apart, and an image without a tag is not all of them', async (t) => {
  t.match(lock(['p:1', 'p:1-slim', 'p'], `p:1 ${digest('a')}\np:1-slim ${digest('b')}\np ${digest('c')}`), {
    kind: 'Component',
    images: [
      { name: 'p$', newName: 'p', digest: digest('c') },
      { name: 'p:1', newName: 'p', newTag: '1', digest: digest('a') },
      { name: 'p:1-slim', newName: 'p', newTag: '1-slim', digest: digest('b') },
    ],
  })
})

t.test('an image that has a digest keeps it', async (t) => {
  t.match(lock([`a:1@${digest('a')}`], ''), { images: [] })
  t.match(lock([`a:1@${digest('a')}`], `a:1 ${digest('a')}`), { images: [] })
  t.strictSame(lock([`a:1@${digest('a')}`], `a:1 ${digest('b')}`), [
    `d.txt:1: a:1 is pinned to ${digest('a')} by its values; correct one of the two`,
  ])
})
