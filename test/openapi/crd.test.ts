import t from 'tap'
import * as yaml from 'yaml'
import type { Json, JsonObject, Path } from '../../src/json.js'
import { showSchemaFinding, validate } from '../../src/openapi/index.js'
import { changed } from '../support/objects.js'
import { examples } from './examples.js'

const crd = yaml.parse(examples.customResourceDefinition ?? '') as JsonObject // a map
const resource = yaml.parse(examples.customResource ?? '') as JsonObject // a map

const said = (
  path: Path,
  value: Json | undefined,
  crds: ReadonlyArray<JsonObject> = [crd],
): ReadonlyArray<string> =>
  validate(
    changed([resource], 'CronTab/my-new-cron-object', path, value).map((manifest) => ({ manifest })),
    { crds },
  ).map((finding) => showSchemaFinding(finding).replace('CronTab/my-new-cron-object ', ''))

t.test('a custom resource is judged by the schema of its CRD', async (t) => {
  t.same(said(['spec', 'replicas'], 2), [])
  t.same(said(['spec', 'replica'], 2), ['spec: unknown field "replica"; did you mean "replicas"?'])
  t.same(said(['spec', 'replicas'], '2'), [
    'spec.replicas: expected an integer, got the string "2"; remove the quotes',
  ])
  t.same(said(['spec', 'replicas'], 11), ['spec.replicas: expected 1 to 10, got the number 11'])
  t.same(said(['spec', 'replicas'], null), [], 'a default takes its place')
  t.same(said(['spec', 'image'], null), ['spec.image: expected a value, got null'])
  t.same(said(['spec', 'image'], ''), ['spec.image: expected at least 1 characters, got the string ""'])
  t.same(said(['spec', 'cronSpec'], undefined), ['spec.cronSpec: is required'])
  t.match(said(['spec', 'cronSpec'], 'daily'), [
    /^spec\.cronSpec: expected text that matches .*, got the string "daily"$/,
  ])
  t.same(said(['spec', 'policy'], 'Alow'), [
    'spec.policy: expected Allow, Forbid, got the string "Alow"; did you mean "Allow"?',
  ])
  t.same(said(['spec', 'maxUnavailable'], 3), [])
  t.same(said(['spec', 'maxUnavailable'], 1.5), [
    'spec.maxUnavailable: expected an integer or a string, got the number 1.5',
  ])
  t.same(said(['spec', 'labels', 'x'], 1), ['spec.labels.x: expected a string, got the number 1; quote it'])
  t.same(said(['spec', 'anything', 'more'], [1]), [], 'unknown fields are preserved there')
  t.same(said(['spec', 'hosts', 1, 'name'], 'one'), ['spec.hosts[1]: name one is there twice, first in [0]'])
  t.same(said(['spec', 'hosts', 2], { name: 'three' }), ['spec.hosts: expected at most 2 items, got a list'])
  t.same(said(['spec', 'hosts', 0, 'nam'], 'x'), ['spec.hosts[0]: unknown field "nam"; did you mean "name"?'])
  t.same(said(['status'], null), [], 'it is nullable')
  t.same(said(['metadata', 'lables'], {}), ['metadata: unknown field "lables"; did you mean "labels"?'])
  t.match(said(['metadata', 'labels', 'team'], 'a b'), [/^metadata\.labels\.team: expected a label value/])
})

t.test('kinds and versions that no CRD has', async (t) => {
  const other = 'CronTab/my-new-cron-object'
  t.same(said(['apiVersion'], 'stable.example.com/v2'), [
    'apiVersion: no kind "CronTab" in stable.example.com/v2; use stable.example.com/v1',
  ])
  t.same(said(['spec', 'x'], 1, []), [
    `warning: apiVersion: not checked: no schema for stable.example.com/v1 CronTab; give its CRD by --crd FILE`,
  ])
  const unserved = changed(
    [crd],
    'CustomResourceDefinition/crontabs.stable.example.com',
    ['spec', 'versions', 0, 'served'],
    false,
  )
  t.match(said(['spec', 'x'], 1, unserved), [/not checked: no schema for/], other)
})

t.test('a CRD in the stream counts', async (t) => {
  const wrong = { ...resource, spec: { cronSpec: 1 } }
  const found = validate([{ manifest: wrong }, { manifest: crd }])
  t.same(found.map(showSchemaFinding), [
    'CronTab/my-new-cron-object spec.cronSpec: expected a string, got the number 1; quote it',
  ])
})

t.test('a CRD that is none brings no kinds, and no throw', async (t) => {
  const odd: ReadonlyArray<JsonObject> = [
    {},
    { spec: 1 },
    { spec: { versions: [1, { schema: [] }] } },
    {
      spec: {
        group: 'a.b',
        names: { kind: 'X' },
        versions: [{ name: 'v1', schema: { openAPIV3Schema: { type: 1 } } }],
      },
    },
  ]
  for (const one of odd) t.match(said(['spec', 'x'], 1, [one]), [/no schema/])
})
