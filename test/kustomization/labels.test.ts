import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import type { Json, JsonObject } from '../../src/json.js'
import { at } from '../../src/json.js'
import { labels } from '../../src/kustomization/labels.js'
import { namePrefix } from '../../src/kustomization/namePrefix.js'
import type { Leniency } from '../../src/patch/leniency.js'
import { resources, run, shown, transformed } from './transformed.js'

const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}'
const pairs = { app: 'x' }

t.test('pairs are on the objects alone, unless the entry says more', async (t) => {
  const labelled = `${deployment.slice(0, -1)}, labels: {app: x}}`
  t.equal(shown(labels, deployment, { labels: [{ pairs }] }), labelled)
  t.equal(
    shown(labels, deployment, { labels: [{ pairs, includeTemplates: true }] }),
    `${labelled}\nspec: {template: {metadata: {labels: {app: x}}}}`,
  )
  t.equal(
    shown(labels, deployment, { labels: [{ pairs, includeSelectors: true }] }),
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, labels: {app: x}}\nspec: {selector: {matchLabels: {app: x}}, template: {metadata: {labels: {app: x}}}}`,
  )
  t.equal(
    shown(labels, deployment, { labels: [{ pairs, fields: [{ path: 'spec/own', create: true }] }] }),
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, labels: {app: x}}\nspec: {own: {app: x}}`,
  )
})

t.test('a field that differs from the one of Kustomize is refused at its place', async (t) => {
  const fields = [{ path: 'spec/x' }, { path: 'metadata/labels' }]
  const result = run(labels, resources(deployment), { labels: [{ pairs }, { pairs, fields }] })
  t.match(E.isLeft(result) ? result.left : [], [
    { _tag: 'InvalidField', path: ['labels', 1, 'fields', 1], found: { path: 'metadata/labels' } },
  ])
})

t.test('something else in the place of labels is an error', async (t) => {
  t.equal(
    shown(labels, 'apiVersion: v1\nkind: Foo\nmetadata: {name: a, labels: text}', { labels: [{ pairs }] }),
    'kustomization.yaml: labels[0]: Foo/a (v1) has no metadata/labels: metadata/labels is no map',
  )
})

t.test('labels that are there are no change', async (t) => {
  const given = resources(`${deployment.slice(0, -1)}, labels: {app: x}}`)
  t.equal(transformed(labels, given, { labels: [{ pairs }] })[0], given[0])
})

const valuesOf = (manifest: JsonObject | undefined): ReadonlyArray<Json | undefined> =>
  [
    ['metadata', 'labels'],
    ['spec', 'selector', 'matchLabels'],
    ['spec', 'template', 'metadata', 'labels'],
  ].map((path) => at(manifest ?? {}, [...path, 'app']))

t.test(
  'a later entry changes only its own map; in the leniency of Kustomize all that got the label together',
  async (t) => {
    const after = (leniency: Leniency, isAnew: boolean): ReadonlyArray<unknown> => {
      const base = transformed(
        labels,
        resources(deployment),
        { labels: [{ pairs, includeSelectors: true }] },
        leniency,
      )
      const renamed = transformed(namePrefix, base, { namePrefix: 'p-' }, leniency)
      const given = isAnew ? renamed.map((one) => ({ ...one, manifest: { ...one.manifest } })) : renamed
      const [result] = transformed(labels, given, { labels: [{ pairs: { app: 'z' } }] }, leniency)
      return valuesOf(result?.manifest)
    }
    t.strictSame(after('strict', false), ['z', 'x', 'x'])
    t.strictSame(after('kustomize', false), ['z', 'z', 'z'])
    t.strictSame(after('kustomize', true), ['z', 'x', 'x'], 'not in an object that was read anew')
  },
)
