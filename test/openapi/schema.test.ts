import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { currentKubeVersion, kubeVersions, parseKubeVersion, schemaOf } from '../../src/openapi/index.js'
import { isCron } from '../../src/openapi/rules/cron.js'
import { fieldChecks, objectChecks } from '../../src/openapi/rules/index.js'
import type { Shape } from '../../src/openapi/shape.js'
import { definitions } from '../../src/openapi/tables/definitions.js'

t.test('a version is named as users and clusters name it', async (t) => {
  for (const text of ['1.33', 'v1.33', '1.33.4', 'v1.33.4-gke.1036000'])
    t.same(parseKubeVersion(text), E.right('1.33'))
  for (const text of ['', '1', '1.9', '2.33', '1.330', 'latest']) {
    t.same(parseKubeVersion(text), E.left({ _tag: 'UnknownKubeVersion', text, known: kubeVersions }))
  }
  t.equal(currentKubeVersion, kubeVersions[6])
})

/** Definitions that a shape names. */
const refs = (shape: Shape): ReadonlyArray<string> => {
  switch (shape._tag) {
    case 'Ref':
      return [shape.definition]
    case 'List':
      return refs(shape.item)
    case 'Map':
      return refs(shape.value)
    case 'OneOf':
      return shape.shapes.flatMap(refs)
    case 'Object':
      return [...shape.fields.values()].flatMap((field) => refs(field.shape))
    default:
      return []
  }
}

t.test('every line of the tables is read, and every definition that it names is there', async (t) => {
  for (const version of kubeVersions) {
    const schema = schemaOf(version)
    const lost = schema
      .kinds()
      .filter(({ exists }) => exists)
      .map(({ definition }) => definition)
    const seen = new Set<string>()
    for (const name of lost) {
      if (seen.has(name)) continue
      seen.add(name)
      const [family, own] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)]
      if (definitions[family]?.[own] === undefined) t.fail(`${version}: no definition ${name}`)
      lost.push(...refs(schema.definition(name)))
    }
    t.ok(seen.size > 500, `${version}: ${seen.size} definitions`)
  }
})

t.test('kinds have the scope and the versions that Kubernetes gives them', async (t) => {
  const schema = schemaOf('1.30')
  t.match(schema.kind('apps/v1', 'Deployment'), {
    namespaced: true,
    exists: true,
    definition: 'apps.v1.Deployment',
  })
  t.match(schema.kind('rbac.authorization.k8s.io/v1', 'ClusterRole'), {
    namespaced: false,
    definition: 'rbac.v1.ClusterRole',
  })
  t.match(schema.kind('networking.k8s.io/v1', 'ServiceCIDR'), { exists: false, from: '1.33' })
  t.equal(schema.kind('apps/v1', 'Deployments'), undefined)
})

t.test('every rule is about a definition and a field that some version has', async (t) => {
  const names = new Set(
    Object.entries(definitions).flatMap(([family, own]) =>
      Object.keys(own).map((name) => `${family}.${name}`),
    ),
  )
  for (const name of [...Object.keys(fieldChecks), ...Object.keys(objectChecks)]) t.ok(names.has(name), name)
  const schemas = kubeVersions.map(schemaOf)
  for (const [name, fields] of Object.entries(fieldChecks)) {
    for (const field of Object.keys(fields)) {
      const has = schemas.some((schema) => {
        const shape = schema.definition(name)
        return shape._tag === 'Object' && shape.fields.has(field)
      })
      t.ok(has, `${name}.${field}`)
    }
  }
})

t.test('schedules are read as the CronJob controller reads them', async (t) => {
  const good = [
    '* * * * *',
    '0 3 * * 1-5',
    '*/15 0-6/2 1,15 JAN-mar sun',
    '@every 1h30m',
    '@hourly',
    '? ? * * ?',
    '5/10 * * * *',
  ]
  const bad = [
    '',
    '* * * *',
    '* * * * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 7',
    '5-1 * * * *',
  ]
  for (const text of good) t.ok(isCron(text), text)
  for (const text of [...bad, '*/0 * * * *', '1-2-3 * * * *', '@every', '@reboot', 'a * * * *'])
    t.notOk(isCron(text), text)
})
