import fc from 'fast-check'
import t from 'tap'
import { at, type Json } from '../../src/json.js'
import { laid, resourcesIn } from './laid.js'

const names = ['a', 'b', 'c', 'd', 'e'] as const
const containersOf = (some: ReadonlyArray<string>): Json => some.map((name) => ({ name, image: `${name}:1` }))
const deployment = (name: string, containers: Json): string =>
  JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas: 1, template: { spec: { containers } } },
  })
const CONTAINERS = ['spec', 'template', 'spec', 'containers']

t.test('no patches change nothing: the resources are the very same', async (t) => {
  const resources = resourcesIn(deployment('web', containersOf(names)))
  t.equal(laid(resources, ['patches: []\npatchesJson6902: []'])[0], resources[0]?.manifest)
})

t.test('a strategic merge keeps every item of a list that it does not name', async (t) => {
  fc.assert(
    fc.property(fc.subarray([...names], { minLength: 1 }), fc.constantFrom(...names), (there, named) => {
      const patch = deployment('web', [{ name: named, tty: true }])
      const [after] = laid(deployment('web', containersOf(there)), [`patches: [${patch}]`])
      const containers = at(after ?? null, CONTAINERS)
      const byName = new Map(Array.isArray(containers) ? containers.map((one) => [one.name, one]) : [])
      t.strictSame(new Set(byName.keys()), new Set([...there, named]))
      for (const name of there) t.equal(byName.get(name)?.image, `${name}:1`)
      t.equal(byName.get(named)?.tty, true)
    }),
    { numRuns: 40 },
  )
})

t.test('an entry is a manifest, an entry with a target, or one with several', async (t) => {
  const after = laid(`${deployment('web', [])}\n---\n${deployment('api', [])}`, [
    `
patches:
- {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 2}}
- target: {kind: Deployment, name: w.*}
  patch: {kind: Deployment, metadata: {name: any}, spec: {paused: true}}
- target: {kind: Deployment}
  patch: [{op: add, path: /metadata/labels, value: {all: "yes"}}]
- patch:
  - {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {minReadySeconds: 5}}
  - {apiVersion: apps/v1, kind: Deployment, metadata: {name: api}, spec: {minReadySeconds: 6}}
`,
  ])
  t.match(after, [
    {
      metadata: { name: 'web', labels: { all: 'yes' } },
      spec: { replicas: 2, paused: true, minReadySeconds: 5 },
    },
    { metadata: { name: 'api', labels: { all: 'yes' } }, spec: { replicas: 1, minReadySeconds: 6 } },
  ])
})

t.test('what would do nothing is refused, unless the patch or the kustomization allows it', async (t) => {
  const web = deployment('web', [])
  const unmatched = '{target: {name: none}, patch: [{op: add, path: /a, value: 1}]'
  t.match(laid(web, [`patches: [${unmatched}}]`]), [/no object for the target: name none .*unmatched/])
  t.equal(laid(web, [`patches: [${unmatched}, allow: [unmatched]}]`]).length, 1)
  t.equal(laid(web, [`patches: [${unmatched}}]\nallow: [unmatched]`]).length, 1)
  const same = '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 1}}'
  t.match(laid(web, [`patches: [${same}]`]), [/changes nothing in Deployment\/web/])
  t.equal(laid(web, [`patches: [${same}]\nallow: [noEffect]`]).length, 1)
  t.equal(laid(web, [`patches: [${same}]`], { leniency: 'kustomize' }).length, 1)
})

t.test('type: merge replaces lists', async (t) => {
  const patch = `{kind: Deployment, apiVersion: apps/v1, metadata: {name: web}, spec: {template: {spec: {containers: [{name: z}]}}}}`
  const of = (type: string) =>
    at(
      laid(deployment('web', containersOf(['a'])), [`patches: [{patch: ${patch}, type: ${type}}]`])[0] ??
        null,
      [...CONTAINERS],
    )
  t.strictSame(of('merge'), [{ name: 'z' }])
  t.match(of('strategic'), [{ name: 'z' }, { name: 'a' }])
})

t.test('the errors of all entries are reported together, each with its place', async (t) => {
  t.match(
    laid(deployment('web', []), [
      `patches:
- {target: {nam: x}, patch: [{op: add, path: /a, value: 1}]}
- patch: {kind: Deployment, metadata: {name: web}, spec: {}}
  targt: {name: web}
- patch: [{op: ad, path: /a, value: 1}]
  target: {name: web}
- {target: {name: web}}
- {patch: {kind: Deployment, metadata: {name: web}}, type: strategik, options: {allowNameChang: true}}
`,
    ]),
    [
      'kustomization.yaml:2:3: target.nam: no such field; did you mean name?',
      'kustomization.yaml:3:3: targt: no such field; did you mean target?',
      /^kustomization.yaml:5:12: \[0\].op: expected /,
      'kustomization.yaml:7:3: expected a patch, got nothing',
      'kustomization.yaml:8:3: options.allowNameChang: no such field; did you mean allowNameChange?',
      'kustomization.yaml:8:3: type: expected strategic or merge, got string "strategik"',
    ],
  )
})
