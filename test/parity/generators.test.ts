import fc from 'fast-check'
import t from 'tap'
import type { Json, JsonObject } from '../../src/json.js'
import { sameAsKustomize } from '../support/kustomizeJudge.js'
import { needs } from '../support/which.js'

const bytes = (content: Uint8Array): Json => ({ base64: Buffer.from(content).toString('base64') })
const text = (content: string): Json => bytes(new TextEncoder().encode(content))

const key = fc
  .stringMatching(/^[a-z][a-zA-Z0-9._-]{0,8}$/)
  .filter((one) => !/^(?:true|false|null|y|n|yes|no|on|off)$/i.test(one))
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.stringMatching(/^[ -~\n\t]{0,40}$/),
  fc.constantFrom(
    '',
    "''",
    '"a"',
    '"',
    '\'a"',
    '\n',
    ' a ',
    'a\n',
    '\n\na',
    '<b>&',
    '#a',
    '1',
    'true',
    'null',
    '|',
  ),
)
/** Kustomize's YAML library cannot read all that it writes: tabs, controls, and blanks at the start of several lines. */
const printable = value.filter(
  (one) => !/[\p{Cc}\ufeff\ufffe\uffff]/u.test(one.replaceAll('\n', '')) && !/^\s.*\n|^\n/.test(one),
)
const content = fc.oneof(
  printable.map((one) => new TextEncoder().encode(one)),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Uint8Array.of(...bytes, 255)),
  fc.integer({ min: 45, max: 120 }).map((length) => new Uint8Array(length).fill(200)),
)
const options = fc.record(
  {
    labels: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('x', '1', 'true'), { maxKeys: 2 }),
    annotations: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('x', '1'), { maxKeys: 2 }),
    disableNameSuffixHash: fc.boolean(),
    immutable: fc.boolean(),
  },
  { requiredKeys: [] },
)

t.test('any content', needs('kubectl'), async (t) => {
  const generator = fc.record({
    literals: fc.uniqueArray(fc.tuple(key, printable), { selector: ([one]) => one, maxLength: 3 }),
    files: fc.uniqueArray(fc.tuple(key, content), { selector: ([one]) => one, maxLength: 3 }),
    isSecret: fc.boolean(),
    options: fc.option(options, { nil: undefined }),
  })
  const sample = fc.sample(fc.tuple(fc.array(generator, { minLength: 12, maxLength: 12 }), options), {
    numRuns: 12,
    seed: 7,
  })
  const cases = sample.map(([generators, generatorOptions], run) => {
    const files: Record<string, Json> = {}
    const entries = generators.map(({ literals, files: contents, options: own }, i): JsonObject => {
      for (const [name, one] of contents) files[`f${i}/${name}`] = bytes(one)
      return {
        name: `g${i}`,
        literals: literals.map(([name, one]) => `l${name}=${one}`),
        files: contents.map(([name]) => `f${name}=f${i}/${name}`),
        ...(own === undefined ? {} : { options: own }),
      }
    })
    const of = (isSecret: boolean): ReadonlyArray<JsonObject> =>
      entries.filter((_, i) => generators[i]?.isSecret === isSecret)
    const kustomization = {
      configMapGenerator: of(false),
      secretGenerator: of(true),
      generatorOptions,
    }
    return [`run ${run}`, { files: { ...files, 'kustomization.yaml': kustomization } }] as const
  })
  await sameAsKustomize(t, Object.fromEntries(cases))
})

const envs: Readonly<Record<string, string>> = {
  'a comment, blanks and an empty line': '# c\n\n  A=1\n\t#x\nB = 2 \nC\n',
  'a byte order mark': '\ufeffA=1\n',
  'a byte order mark in a later line': 'A=1\n\ufeffB=1\n',
  'ends of lines of Windows, and none at the end': 'A=1\r\nB="q"\r\nC=#x',
  'keys without =': 'HOME\nA\n',
  'a line that starts with =': '=x\nA=1\n',
  'blanks of other scripts': '\u00a0A=\u00a0x\n\u3000B=1\n',
  'a key twice': 'A=1\nA=2\n',
  'a line that is as long as it may be': `A=${'x'.repeat(65533)}\nB=1\n`,
  'a line that is too long': `A=1\nB=${'x'.repeat(65534)}\nC=1\n`,
}

t.test('.env files', needs('kubectl'), async (t) => {
  const cases = Object.entries(envs).map(([name, file]) => [
    name,
    {
      files: {
        'x.env': text(file),
        'kustomization.yaml': { configMapGenerator: [{ name: 'a', envs: ['x.env'] }] },
      },
    },
  ])
  const binary = {
    files: {
      'x.env': bytes(Uint8Array.of(65, 61, 200)),
      'kustomization.yaml': { configMapGenerator: [{ name: 'a', envs: ['x.env'] }] },
    },
  }
  await sameAsKustomize(t, { ...Object.fromEntries(cases), 'what is no UTF-8': binary })
})

t.test('every behavior with every other', needs('kubectl'), async (t) => {
  const behaviors = ['create', 'merge', 'replace', undefined]
  const kinds = ['configMapGenerator', 'secretGenerator']
  const object = {
    apiVersion: 'v1',
    metadata: { name: 'a', labels: { l: '1' }, annotations: { x: 'old' }, finalizers: ['f'] },
    immutable: true,
    data: { b: 'b2xk', c: 'b2xk' },
  }
  const cases = behaviors.flatMap((behavior) =>
    kinds.flatMap((field) =>
      [true, false].flatMap((isGenerated) =>
        [true, false].map((disableNameSuffixHash) => {
          const kind = field === 'configMapGenerator' ? 'ConfigMap' : 'Secret'
          const entry = { name: 'a', literals: ['b=new', 'd=new'] }
          const type = kind === 'Secret' ? { type: 't' } : {}
          const made = { ...entry, ...type, literals: ['c=old', 'b=old'], options: { labels: { o: '1' } } }
          const base = isGenerated ? { [field]: [made] } : { resources: ['a.yaml'] }
          const files = {
            'base/kustomization.yaml': { ...base, namePrefix: 'p-' },
            'base/a.yaml': { ...object, kind },
            'top/kustomization.yaml': {
              resources: ['../base'],
              [field]: [
                {
                  ...entry,
                  ...(behavior === undefined ? {} : { behavior }),
                  options: { disableNameSuffixHash, annotations: { x: 'new' } },
                },
              ],
            },
          }
          return [
            `${behavior} ${field} ${isGenerated} ${disableNameSuffixHash}`,
            { root: 'top', files },
          ] as const
        }),
      ),
    ),
  )
  await sameAsKustomize(t, Object.fromEntries(cases))
})
