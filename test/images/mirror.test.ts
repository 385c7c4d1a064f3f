import t from 'tap'
import { mirrorOf } from '../../src/images/mirror.js'
import { usesOf } from '../../src/images/uses.js'

const pods = (...images: ReadonlyArray<string>) =>
  usesOf(
    images.map((image, i) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `p${i}` },
      spec: { containers: [{ name: 'c', image }] },
    })),
  )

t.test('what differs is copied, once and in order; what does not is elsewhere', async (t) => {
  t.strictSame(mirrorOf(pods('x/b:1', 'own:1', 'x/a:1', 'x/b:1'), pods('m/b:1', 'own:1', 'm/a:1', 'm/b:1')), {
    copies: [
      { source: 'x/a:1', destination: 'm/a:1' },
      { source: 'x/b:1', destination: 'm/b:1' },
    ],
    elsewhere: ['own:1'],
  })
})
