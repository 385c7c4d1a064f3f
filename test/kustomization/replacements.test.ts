import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import type { JsonObject } from '../../src/json.js'
import { showKustomizationError } from '../../src/kustomization/error.js'
import { parseFieldPath } from '../../src/kustomization/fieldPath.js'
import type { Kustomization, Replacement, ReplacementSource } from '../../src/kustomization/kustomization.js'
import { replacements } from '../../src/kustomization/replacements.js'
import { resourcesOf } from '../../src/patch/resource.js'

const source: JsonObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'source' },
  data: { host: 'db.example.com', port: '8080' },
}
const target: JsonObject = {
  apiVersion: 'x.io/v1',
  kind: 'Target',
  metadata: { name: 'target' },
  spec: { url: 'http://old/path', port: 80, items: [{ name: 'a' }, { name: 'ab' }] },
}

const run = (
  replacement: Replacement,
  fields: Partial<Kustomization> = {},
  leniency: 'strict' | 'kustomize' = 'strict',
): JsonObject | ReadonlyArray<string> => {
  const kustomization: Kustomization = {
    kind: 'Kustomization',
    place: { origin: 'k.yaml' },
    directory: '',
    fileName: 'k.yaml',
    replacements: [replacement],
    ...fields,
  }
  const context = { leniency } as Parameters<typeof replacements>[2] // fields are not asked for
  const result = replacements(resourcesOf([source, target]), kustomization, context)
  if (E.isLeft(result)) return result.left.map(showKustomizationError)
  return (result.right[1]?.manifest.spec ?? {}) as JsonObject // a map
}
const to = (fieldPath: string, options = {}): Replacement['targets'] => [
  { select: { kind: 'Target' }, fieldPaths: [fieldPath], options },
]
const from = (fieldPath: string): ReplacementSource => ({ name: 'source', fieldPath })

t.test('a part of a text, a number that stays one, and each item', async (t) => {
  const { spec } = target as { readonly spec: JsonObject }
  const url = { source: from('data.host'), targets: to('spec.url', { delimiter: '/', index: 2 }) }
  t.strictSame(run(url), { ...spec, url: 'http://db.example.com/path' })
  t.strictSame(run({ source: from('data.port'), targets: to('spec.port') }), { ...spec, port: 8080 })
  const items = { source: from('data.host'), targets: to('spec.items.[name=^a$].host', { create: true }) }
  t.strictSame(run(items), { ...spec, items: [{ name: 'a', host: 'db.example.com' }, { name: 'ab' }] })
})

t.test('paths have quoted and escaped dots', async (t) => {
  t.strictSame(parseFieldPath('a.[b.c/d].e\\.f.[name=g.h].*.0'), [
    'a',
    'b.c/d',
    'e.f',
    '[name=g.h]',
    '*',
    '0',
  ])
})

t.test(
  'a target that selects nothing is refused, unless it is allowed or Kustomize is followed',
  async (t) => {
    const targets = [{ select: { name: 'targe' }, fieldPaths: ['spec.url'] }]
    const replacement = { source: from('data.host'), targets }
    t.strictSame(run(replacement), [
      'k.yaml: replacements[0].targets[0].select: there is no object of name targe; did you mean target? (allow: [unmatched] if it need not be there)',
    ])
    t.strictSame(run(replacement, { allow: ['unmatched'] }), target.spec)
    t.strictSame(run(replacement, {}, 'kustomize'), target.spec)
  },
)

t.test('what does not fit is said', async (t) => {
  const said = (replacement: Replacement): unknown => run(replacement)
  t.match(said({ source: from('data.none'), targets: to('spec.url') }), [
    /ConfigMap\/source.* has no data.none/,
  ])
  t.match(said({ source: from('data.host'), targets: to('spec.port') }), [
    /"db.example.com" is not an integer/,
  ])
  t.match(said({ source: from('data.host'), targets: to('spec.none') }), [
    /Target\/target.* has no spec.none/,
  ])
  t.match(said({ source: from('data'), targets: to('spec.url') }), [
    /it is text, and the value a map or a list/,
  ])
  t.match(said({ source: { kind: 'None' }, targets: to('spec.url') }), [/there is no object of kind None/])
  t.match(said({ source: {}, targets: to('spec.url') }), [/any object could be each of/])
  t.match(said({ targets: to('spec.url') }), [/expected either a source or a sourceValue/])
})

t.test('a value of its own', async (t) => {
  t.match(run({ sourceValue: 'x', targets: to('spec.url') }), { url: 'x' })
})
