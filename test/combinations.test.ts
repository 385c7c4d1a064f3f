import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { findings } from '../src/findings.js'
import { type Build, build, type JsonObject, showError } from '../src/index.js'
import { currentKubeVersion } from '../src/openapi/index.js'
import { coveringCases, pairCases } from './support/combinations.js'
import { everyPod, idOf, pods } from './support/objects.js'

/** What an operator would hit: a build that stops, an object that the API would refuse, a selector of two workloads. */
const problems = (input: Build): ReadonlyArray<string> => {
  const result = build(input)
  if (E.isLeft(result)) return result.left.map(showError)
  const { manifests } = result.right
  const ids = manifests.map(
    (one) => `${idOf(one)} ${JSON.stringify((one.metadata as JsonObject).namespace ?? '')}`,
  )
  const twice = ids.filter((id, i) => ids.indexOf(id) !== i)
  const selectors = pods(manifests).map(({ selector }) => JSON.stringify(selector))
  const shared = selectors.filter((one, i) => selectors.indexOf(one) !== i)
  const { lines } = findings(
    manifests.map((manifest) => ({ manifest })),
    { version: currentKubeVersion, crds: [], ignores: [] },
  )
  const unfit = lines.map(({ text }) => text).filter((line) => !line.startsWith('warning: '))
  const unnamed = everyPod(manifests).filter(({ spec }) =>
    spec.containers.some(({ image }) => !image?.includes(':')),
  )
  return [...unfit, ...twice, ...shared, ...unnamed.map(({ name }) => `${name} has an image without a tag`)]
}

t.test('every two choices can be combined', async (t) => {
  const wrong = pairCases.flatMap(({ name, build: input }) => problems(input).map((one) => `${name}: ${one}`))
  t.same(wrong, [])
  t.ok(pairCases.length > 500, `${pairCases.length} streams`)
})

t.test('so can all at once, every pair of them in some stream', async (t) => {
  const wrong = coveringCases.flatMap(({ name, build: input }) =>
    problems(input).map((one) => `${name}: ${one}`),
  )
  t.same(wrong, [])
  t.ok(coveringCases.length > 20 && coveringCases.length < 100, `${coveringCases.length} streams`)
})
