import t from 'tap'
import { commonAnnotations } from '../../src/kustomization/commonAnnotations.js'
import { shown } from './transformed.js'

const fields = { commonAnnotations: { b: '1', a: 'x' } }

t.test('objects and their templates are annotated', async (t) => {
  t.equal(
    shown(
      commonAnnotations,
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {b: old}}',
      fields,
    ),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {b: "1", a: x}}',
  )
  t.equal(
    shown(commonAnnotations, 'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}', fields),
    'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a, annotations: {a: x, b: "1"}}\nspec: {jobTemplate: {metadata: {annotations: {a: x, b: "1"}}, spec: {template: {metadata: {annotations: {a: x, b: "1"}}}}}}',
  )
})

t.test('text in the place of annotations is an error', async (t) => {
  t.match(
    shown(commonAnnotations, 'apiVersion: v1\nkind: Foo\nmetadata: {name: a, annotations: x}', fields),
    /commonAnnotations: Foo\/a \(v1\) has no metadata\/annotations/,
  )
})
