import * as fc from 'fast-check'
import t from 'tap'
import { plain, showJson, showTree, textsOf } from '../../src/diff/index.js'
import { equal, type JsonObject } from '../../src/json.js'
import { unified } from '../../src/node/command/unified.js'
import { built, cases } from '../support/streams.js'
import { applied, normal } from './applied.js'
import { difference, type Manifests, openStream, secretStream, shuffled } from './streams.js'

const anyStream = fc.tuple(openStream, secretStream).map(([a, b]): Manifests => [...a, ...b])

const outputs = async (before: Manifests, after: Manifests): Promise<ReadonlyArray<string>> => {
  const found = difference(before, after)
  return [showTree(found), showJson(found), await unified(textsOf(found), plain)]
}

t.test('nothing differs between a stream and itself', async (t) => {
  fc.assert(
    fc.property(anyStream, (stream) => {
      const found = difference(stream, structuredClone(stream))
      return found.changes.length === 0 && found.same === stream.length
    }),
  )
  for (const { name, build } of cases) {
    const { manifests } = built(build)
    t.strictSame(difference(manifests, manifests), { changes: [], same: manifests.length }, name)
  }
})

t.test('the order of objects and of the keys of maps does not matter', async () => {
  const reversed = (stream: Manifests): Manifests =>
    stream.toReversed().map((manifest) => shuffled(manifest, (keys) => keys.toReversed()) as JsonObject) // a map stays one
  await fc.assert(
    fc.asyncProperty(anyStream, anyStream, async (before, after) => {
      const [here, there] = [await outputs(before, after), await outputs(reversed(before), reversed(after))]
      return difference(before, reversed(before)).changes.length === 0 && here.join() === there.join()
    }),
  )
})

t.test('all changes that are listed, applied to the stream before, give the one after', async (t) => {
  let differing = 0
  fc.assert(
    fc.property(openStream, openStream, (before, after) => {
      const found = difference(before, after)
      differing += found.changes.filter(({ _tag }) => _tag === 'Changed').length
      return equal(applied(before, found), normal(after))
    }),
    { numRuns: 150 },
  )
  t.ok(differing > 100, `${differing} objects have changed`)
})

t.test('added and removed change their places with the streams', async () => {
  fc.assert(
    fc.property(anyStream, anyStream, (before, after) => {
      const [there, back] = [difference(before, after), difference(after, before)]
      const count = (tag: string, all: typeof there) => all.changes.filter(({ _tag }) => _tag === tag).length
      return (
        there.same === back.same &&
        count('Added', there) === count('Removed', back) &&
        count('Changed', there) === count('Changed', back)
      )
    }),
  )
})

t.test('no value of a Secret is in any output, and that it differs is', async (t) => {
  let hidden = 0
  await fc.assert(
    fc.asyncProperty(secretStream, secretStream, async (before, after) => {
      const found = difference(before, after)
      const all = [...(await outputs(before, after)), JSON.stringify(found)].join('\n')
      hidden += all.includes('(changed, not shown)') ? 1 : 0
      return !all.includes('s3cret') && !all.includes(btoa('s3cret').slice(0, 6))
    }),
    { numRuns: 150 },
  )
  t.ok(hidden > 20, `${hidden} runs had a value that differs`)
})
