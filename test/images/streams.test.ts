import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { usesOf } from '../../src/images/uses.js'
import { build } from '../../src/index.js'
import { at } from '../../src/json.js'
import { goldenCases } from '../support/streams.js'

for (const { name, build: input } of goldenCases) {
  t.test(`${name}: no image of the stream is left out, and each is where its path says`, async (t) => {
    const built = build(input)
    if (E.isLeft(built)) throw new Error(JSON.stringify(built.left))
    const uses = usesOf(built.right.manifests)
    const written = JSON.stringify(built.right.manifests).matchAll(/"image":"([^"]*)"/g)
    const listed = new Set(uses.map(({ image }) => image))
    t.strictSame(
      [...new Set([...written].map(([, image]) => image ?? ''))].filter((one) => !listed.has(one)),
      [],
    )
    for (const { object, path, image } of uses) {
      const manifest = built.right.manifests.find(
        ({ kind, metadata }) => kind === object.kind && at(metadata ?? null, ['name']) === object.name,
      )
      t.equal(at(manifest ?? null, path), image)
    }
  })
}
