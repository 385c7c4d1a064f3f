import t from 'tap'
import { isObject } from '../../src/json.js'
import { dataFields, fieldErrors, kustomizationFields } from '../../src/kustomization/fields.js'
import { inWords, resourcesIn } from './laid.js'

const errors = (text: string): ReadonlyArray<string> => {
  const [resource] = resourcesIn(text)
  return inWords(fieldErrors(resource?.manifest ?? {}, { place: { origin: 'k.yaml' } }, 'strict'))
}

t.test('nothing is wrong with what is absent, null or empty', async (t) => {
  t.strictSame(errors('{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization}'), [])
  t.strictSame(
    errors(
      '{apiVersion: kustomize.config.k8s.io/v1alpha1, kind: Component, resources: null, vars: [], openapi: {}}',
    ),
    [],
  )
  t.strictSame(errors('{apiVersion: "", kind: ""}'), [])
})

t.test('every fault has its path, what was expected and what is there', async (t) => {
  t.strictSame(
    errors(`
apiVersion: v1
resources: a.yaml
images: [5, {name: 1}]
replicas: [{name: a, count: 1.5}]
generatorOptions: {disableNameSuffixHash: "true", labels: [a]}
commonLabels: {a: {b: c}}
configMapGenerator: [{behavior: replce, literls: [a]}]
sortOptions: {order: any}
`),
    [
      'k.yaml: resources: expected a list, got "a.yaml"',
      'k.yaml: images[0]: expected a map, got 5',
      'k.yaml: images[1].name: expected text (quote it), got 1',
      'k.yaml: replicas[0].count: expected an integer, got 1.5',
      'k.yaml: generatorOptions.disableNameSuffixHash: expected true or false, got "true"',
      'k.yaml: generatorOptions.labels: expected a map, got ["a"]',
      'k.yaml: commonLabels.a: expected text, got {"b":"c"}',
      'k.yaml: configMapGenerator[0].behavior: expected create or merge or replace, got "replce"',
      'k.yaml: configMapGenerator[0].literls: no such field; did you mean literals?',
      'k.yaml: sortOptions.order: expected legacy or fifo, got "any"',
      'k.yaml: apiVersion: expected kustomize.config.k8s.io/v1beta1, got "v1"',
    ],
  )
})

t.test('an item of a list that is null was forgotten', async (t) => {
  t.strictSame(errors('resources: [a.yaml, null]\nimages: [null]\nreplicas: [{name: null, count: null}]'), [
    'k.yaml: resources[1]: expected an item after the dash, got null',
    'k.yaml: images[0]: expected an item after the dash, got null',
  ])
})

t.test('each field that is not supported is named, with what to do instead', async (t) => {
  const unsupported = Object.entries(kustomizationFields).flatMap(([field, shape]) =>
    shape._tag === 'Unsupported' ? [[field, shape.instead] as const] : [],
  )
  t.ok(unsupported.length >= 9)
  for (const [field, instead] of unsupported) {
    t.strictSame(errors(`${field}: [a]`), [`k.yaml: ${field}: is not supported; ${instead}`])
  }
})

t.test('as data there are no files to name', async (t) => {
  t.ok(Object.keys(kustomizationFields).every((field) => Object.hasOwn(dataFields, field)))
  const added = Object.keys(dataFields).filter((field) => !Object.hasOwn(kustomizationFields, field))
  t.strictSame(added, ['allow'])
  t.ok(isObject(dataFields) && dataFields.components?._tag === 'Unsupported')
})
