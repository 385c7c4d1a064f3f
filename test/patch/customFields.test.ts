import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { parse } from 'yaml'
import { at, type JsonObject } from '../../src/json.js'
import { patchEntryOf } from '../../src/kustomization/data.js'
import { applyPatches, type PatchOptions } from '../../src/patch/apply.js'
import { customFields, withPodTemplates } from '../../src/patch/customFields.js'
import { builtInFields } from '../../src/patch/fields.js'
import { parsePatches } from '../../src/patch/parsePatches.js'

const object = (text: string): JsonObject => parse(text) as JsonObject // a map each

const crd = object(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: jobs.example.com}
spec:
  group: example.com
  names: {kind: Job, plural: jobs}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties:
              steps:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [id]
                items: {type: object, properties: {id: {type: string}, run: {type: string}}}
              tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              words: {type: array, items: {type: string}}
              podTemplate: {type: object, x-kubernetes-preserve-unknown-fields: true}
`)

const patched = (manifest: JsonObject, patch: JsonObject, options: PatchOptions = {}): JsonObject => {
  const entry = parsePatches(
    patchEntryOf(
      { patch, ...(options.fields === podTemplates ? { options: { podTemplates: true } } : {}) },
      { place: { origin: 'p' } },
    ),
  )
  const result = E.isRight(entry) ? applyPatches([manifest], entry.right, options) : entry
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right[0] ?? {}
}
const podTemplates = builtInFields()

const job = object(
  '{apiVersion: example.com/v1, kind: Job, metadata: {name: a}, spec: {steps: [{id: one, run: a}, {id: two, run: b}], tags: [x], words: [x]}}',
)
const change = object(
  '{apiVersion: example.com/v1, kind: Job, metadata: {name: a}, spec: {steps: [{id: two, run: c}], tags: [y], words: [y]}}',
)

t.test('by a definition, lists with keys and sets are merged, and others replaced', async (t) => {
  const { spec } = patched(job, change, { fields: customFields([crd]) })
  t.match(spec, { words: ['y'] })
  t.strictSame(new Set(at(spec ?? null, ['tags']) as ReadonlyArray<string>), new Set(['x', 'y'])) // a list of texts
  t.strictSame(at(spec ?? null, ['steps']), [
    { id: 'two', run: 'c' },
    { id: 'one', run: 'a' },
  ])
})

t.test('without one they are replaced, as Kustomize does', async (t) => {
  t.strictSame(patched(job, change).spec, { steps: [{ id: 'two', run: 'c' }], tags: ['y'], words: ['y'] })
})

t.test('a definition is of its versions only; what is none is not looked at', async (t) => {
  const fields = customFields([crd, { kind: 'ConfigMap' }])
  t.strictSame(fields('example.com/v1', 'Job', ['spec', 'steps']), {
    mergeKey: 'id',
    strategies: ['merge'],
    listMapKeys: ['id'],
  })
  t.strictSame(fields('example.com/v1', 'Job', ['spec', 'words'])?.strategies, [])
  t.equal(fields('example.com/v1', 'Job', ['spec', 'nothing']), undefined)
  t.equal(fields('example.com/v2', 'Job', ['spec', 'steps']), undefined)
  t.equal(fields('batch/v1', 'Job', ['spec', 'steps']), undefined)
})

t.test('podTemplates: what looks like a pod template in an unknown kind is merged as one', async (t) => {
  const worker = (containers: string): JsonObject =>
    object(
      `{apiVersion: example.com/v1, kind: Worker, metadata: {name: a}, spec: {podTemplate: {spec: {containers: ${containers}}}}}`,
    )
  const given = worker('[{name: a, image: x}, {name: b, image: y}]')
  const containers = (result: JsonObject) => at(result, ['spec', 'podTemplate', 'spec', 'containers'])
  t.strictSame(containers(patched(given, worker('[{name: b, tty: true}]'))), [{ name: 'b', tty: true }])
  t.strictSame(containers(patched(given, worker('[{name: b, tty: true}]'), { fields: podTemplates })), [
    { name: 'b', image: 'y', tty: true },
    { name: 'a', image: 'x' },
  ])
})

t.test('podTemplates leaves known kinds alone', async (t) => {
  const fields = withPodTemplates(builtInFields())
  t.strictSame(
    fields('v1', 'Service', ['spec', 'ports']),
    builtInFields()('v1', 'Service', ['spec', 'ports']),
  )
  t.equal(fields('v1', 'Service', ['spec', 'template', 'spec', 'containers']), undefined)
  t.equal(fields('example.com/v1', 'Worker', ['spec', 'template', 'spec', 'containers'])?.mergeKey, 'name')
  t.equal(fields('example.com/v1', 'Worker', ['spec', 'workerTemplate', 'spec', 'volumes'])?.mergeKey, 'name')
  t.equal(fields('example.com/v1', 'Worker', ['spec', 'containers']), undefined)
})
