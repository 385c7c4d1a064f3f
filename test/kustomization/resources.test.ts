import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import type { JsonObject } from '../../src/json.js'
import type { Kustomization } from '../../src/kustomization/kustomization.js'
import { appended, resourcesOfFile } from '../../src/kustomization/resources.js'
import { inWords, kustomizationIn, resourcesIn } from './laid.js'

const fileOf = (text: string, kustomization: Kustomization = kustomizationIn('{}')) => {
  const manifests = resourcesIn(text, 'a.yaml').map(({ manifest, place = { origin: '' } }) => ({
    manifest,
    place,
  }))
  return resourcesOfFile({ _tag: 'Manifests', path: 'a.yaml', manifests }, kustomization)
}
const errors = (text: string): ReadonlyArray<string> => {
  const result = fileOf(text)
  return E.isLeft(result) ? inWords(result.left) : []
}
const names = (text: string): ReadonlyArray<unknown> => {
  const result = fileOf(text)
  return E.isRight(result) ? result.right.map(({ manifest }) => (manifest.metadata as JsonObject).name) : [] // all have one
}

t.test('items of lists come after all that is none, those of lists in lists last', async (t) => {
  t.strictSame(
    names(`
kind: List
items:
- {kind: ConfigMap, metadata: {name: b}}
- {kind: ConfigMapList, items: [{kind: ConfigMap, metadata: {name: d}}]}
- {}
- {kind: ConfigMap, metadata: {name: c}}
---
{kind: ConfigMap, metadata: {name: a}}
`),
    ['a', 'b', 'c', 'd'],
  )
  t.strictSame(names('{kind: List, items: null}'), [])
})

t.test('what has no kind or no name is named, with its place', async (t) => {
  t.strictSame(
    errors('{kind: A, metadata: {name: a}}\n---\nmetadata: {name: a}\n---\nkind: A\nmetadata: {name: ""}'),
    ['a.yaml:3:1: kind: expected text, got null', 'a.yaml:5:1: metadata.name: expected text, got ""'],
  )
  t.strictSame(errors('kind: A\nmetadata: {name: 5}'), [
    'a.yaml:1:1: metadata.name: expected text (quote it), got 5',
  ])
  t.strictSame(errors('kind: List\nitems: 5'), ['a.yaml:1:1: items: expected a list, got 5'])
})

t.test('the origin is noted where somebody wants to know it', async (t) => {
  const origin = (kustomization: Kustomization) => {
    const result = fileOf('{kind: A, metadata: {name: a}}', kustomization)
    return E.isRight(result) ? result.right[0]?.origin : undefined
  }
  t.equal(origin(kustomizationIn('{}')), undefined)
  t.strictSame(origin({ ...kustomizationIn('buildMetadata: [originAnnotations]'), directory: '../base' }), {
    path: '../base/a.yaml',
  })
})

t.test('two objects of one id are an error that names both places', async (t) => {
  const before = resourcesIn(
    '{kind: A, metadata: {name: a}}\n---\n{kind: A, metadata: {name: b}}',
    'old.yaml',
  )
  const after = resourcesIn(
    '{kind: A, metadata: {name: b}}\n---\n{kind: A, metadata: {name: c}}\n---\n{kind: A, metadata: {name: c}}',
    'new.yaml',
  )
  const result = appended(before, after)
  t.strictSame(E.isLeft(result) ? inWords(result.left) : [], [
    'new.yaml:1:1: makes a second A/b (no apiVersion); the first one is at old.yaml:3:1',
    'new.yaml:5:1: makes a second A/c (no apiVersion); the first one is at new.yaml:3:1',
  ])
  t.strictSame(appended(before, []), E.right(before))
})

t.test('namespace and version tell objects apart, but no namespace is default', async (t) => {
  const [a, b, c, d] = resourcesIn(
    [
      '{apiVersion: v1, kind: A, metadata: {name: a}}',
      '{apiVersion: v2, kind: A, metadata: {name: a}}',
      '{apiVersion: v1, kind: A, metadata: {name: a, namespace: x}}',
      '{apiVersion: v1, kind: A, metadata: {name: a, namespace: default}}',
    ].join('\n---\n'),
  )
  const all = [a, b, c, d].flatMap((one) => one ?? [])
  t.ok(E.isRight(appended([], all.slice(0, 3))))
  t.ok(E.isLeft(appended([], all)))
})
