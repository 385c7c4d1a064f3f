import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import type { Json } from '../../src/json.js'
import { patchEntryOf } from '../../src/kustomization/data.js'
import { patchesOver, patchingOf } from '../../src/kustomization/patching.js'
import { kustomizationIn, resourcesIn } from './laid.js'

const web = resourcesIn('apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 1}')
const over = (text: string, off: ReadonlyArray<string> = []) =>
  patchingOf(kustomizationIn(text), { leniency: 'strict' }).change(web, off)
const warnings = (result: ReturnType<typeof over>): ReadonlyArray<string> =>
  E.isRight(result) ? result.right.warnings : result.left.map((line) => `refused: ${line}`)
const replicas = (name: string): string =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: ${name}}, spec: {replicas: 2}}`

t.test('nothing to do leaves the very same resources', async (t) => {
  const result = over('{}')
  t.equal(E.isRight(result) && result.right.resources[0], web[0])
  const { finish } = patchingOf(kustomizationIn('{}'), { leniency: 'strict' })
  t.strictSame(finish(web), E.right(web))
})

t.test('whatever its kind, it changes what is there, and adds its own', async (t) => {
  for (const kind of ['Kustomization', 'Component']) {
    const result = over(`kind: ${kind}\nnamePrefix: p-\nresources: [{kind: A, metadata: {name: a}}]`)
    const names = E.isRight(result) ? result.right.resources.map(({ manifest }) => manifest.metadata) : []
    t.strictSame(names, [{ name: 'p-web' }, { name: 'p-a' }], kind)
  }
})

t.test('patches of what is switched off are left out, each with its place', async (t) => {
  const text = `
patches:
- ${replicas('job')}
- ${replicas('web')}
- {target: {kind: Deployment, name: job}, patch: [{op: remove, path: /spec}]}
- patch:
  - ${replicas('job')}
  - ${replicas('web').replace('replicas: 2', 'paused: true')}
replicas: [{name: job, count: 3}]
`
  const result = over(text, ['job'])
  t.strictSame(warnings(result), [
    'kustomization.yaml:3:3: left out: job is switched off by a value',
    'kustomization.yaml:5:3: left out: job is switched off by a value',
    'kustomization.yaml:7:5: left out: job is switched off by a value',
    'kustomization.yaml:9:12: left out: job is switched off by a value',
  ])
  t.match(result, E.right({ resources: [{ manifest: { spec: { replicas: 2, paused: true } } }] }))
})

t.test('what is misspelt, or there after all, is not', async (t) => {
  t.match(warnings(over(`patches: [${replicas('jb')}]`, ['job'])), [
    /^refused: kustomization.yaml:1:11: no Deployment\/jb/,
  ])
  t.match(warnings(over(`patches: [${replicas('job-data')}]`, ['job'])), [/^refused: /])
  t.strictSame(warnings(over(`patches: [${replicas('web')}]`, ['web'])), [])
  t.match(warnings(over(`patches: [${replicas('job')}]`)), [/^refused: /])
})

t.test('components are looked through, too', async (t) => {
  const inner = kustomizationIn(`patches: [${replicas('job')}]`)
  const result = patchingOf({ ...kustomizationIn('{}'), components: [inner] }, { leniency: 'strict' }).change(
    web,
    ['job'],
  )
  t.strictSame(warnings(result), ['kustomization.yaml:1:11: left out: job is switched off by a value'])
})

t.test('an order means nothing here, and is refused', async (t) => {
  t.strictSame(warnings(over('sortOptions: {order: fifo}')), [
    'refused: kustomization.yaml:1:1: sortOptions: means nothing in an overlay: it changes objects, and not their order',
  ])
})

t.test('patches alone are called what the caller calls them', async (t) => {
  const entry = (value: Json) => patchEntryOf(value, { place: { origin: 'own' } })
  const { change } = patchesOver([entry({ kind: 'Pod', metadata: { name: 'a' } })], 'own')
  t.match(change(web, []), E.left([/^own: no Pod\/a/]))
})
