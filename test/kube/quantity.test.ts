import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { bytes, canonicalQuantity, parseQuantity } from '../../src/kube/quantity.js'
import { needs } from '../support/which.js'

const canonicalOf = (text: string | number): string => {
  const result = canonicalQuantity(text)
  return E.isRight(result) ? result.right : 'invalid'
}

const suffixes = [
  ...'numkMGTPE',
  'Ki',
  'Mi',
  'Gi',
  'Ti',
  'Pi',
  'Ei',
  'e3',
  'E3',
  'e+2',
  'e-4',
  'e1',
  'e0',
  'E-9',
  'e-12',
  'e20',
  'e08',
]
const suffix = fc.constantFrom('', ...suffixes)

const digits = fc.oneof(
  fc.nat({ max: 3000 }).map(String),
  fc.maxSafeNat().map(String),
  fc
    .array(fc.constantFrom('0', '0', '1', '5', '9'), { minLength: 1, maxLength: 24 })
    .map((all) => all.join('')),
  fc.constantFrom('1024', '1000', '1048576', '9223372036854775807', '9223372036854775808', '007'),
)

/** Every shape of a quantity, with the borders of Go's fast path (18 digits, 2^63) and amounts below a nano. */
const quantities: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '', '', '+', '-'),
    digits,
    fc.option(digits, { freq: 2 }),
    fc.constantFrom('', '', '.'),
    suffix,
  )
  .map(
    ([sign, whole, fraction, point, unit]) =>
      `${sign}${whole}${fraction === null ? point : `.${fraction}`}${unit}`,
  )

t.test('quantities have one spelling', async (t) => {
  const cases: ReadonlyArray<readonly [string | number, string]> = [
    ['1000m', '1'],
    ['0.5', '500m'],
    [0.5, '500m'],
    [2, '2'],
    ['1000', '1k'],
    ['4.6G', '4600M'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Gi', '512Mi'],
    ['1536Mi', '1536Mi'],
    ['1.5Ki', '1536'],
    ['0.1Ki', '102400m'],
    ['0.5Ki', '512'],
    ['1.1Mi', '1153433600m'],
    ['8Ei', '9223372036854775807'],
    ['1e3', '1e3'],
    ['1E3', '1e3'],
    ['12e4', '120e3'],
    ['1e-1', '100e-3'],
    ['0.0000000001', '1n'],
    ['-0.1n', '-1n'],
    ['+5', '5'],
    ['5.', '5'],
    ['.5', '500m'],
    ['0Gi', '0'],
    ['-0', '0'],
    [' 1Gi ', '1Gi'],
  ]
  t.strictSame(
    cases.map(([text]) => [text, canonicalOf(text)]),
    cases,
  )
})

t.test('what is no quantity is refused with its text', async (t) => {
  const texts = [
    '',
    ' ',
    'm',
    '.',
    '-',
    'Gi',
    '1GB',
    '1 Gi',
    '1gi',
    '1e',
    '1e1.5',
    '1.2.3',
    '0x10',
    '1K',
    '1_000',
    'é',
    '1e1000',
  ]
  t.strictSame(
    texts.map((text) => parseQuantity(text)),
    texts.map((text) => E.left({ _tag: 'InvalidQuantity', text })),
  )
  t.strictSame(canonicalQuantity(Number.NaN), E.left({ _tag: 'InvalidQuantity', text: 'NaN' }))
  t.strictSame(bytes('10GB'), E.left({ _tag: 'InvalidQuantity', text: '10GB' }))
})

t.test('an amount that has no decimal suffix keeps its size', async (t) => {
  t.equal(canonicalOf('1000E'), '1e21')
  t.equal(canonicalOf('1000000000000000000000'), '1e21')
  t.equal(canonicalOf('1500E'), '1500E')
})

t.test('bytes are whole and rounded up', async (t) => {
  t.strictSame(
    ['2Gi', '1k', '1500m', '0.1Ki', '1e3', '0', '1n', '-1500m'].map((text) => bytes(text)),
    [2147483648n, 1000n, 2n, 103n, 1000n, 0n, 1n, -2n].map((count) => E.right(count)),
  )
})

t.test('the canonical spelling is stable and means the same amount', async () => {
  fc.assert(
    fc.property(quantities, (text) => {
      const once = canonicalOf(text)
      const [a, b] = [parseQuantity(text), parseQuantity(once)]
      return (
        canonicalOf(once) === once &&
        E.isRight(a) &&
        E.isRight(b) &&
        a.right.units === b.right.units &&
        a.right.exponent === b.right.exponent
      )
    }),
    { numRuns: 2000 },
  )
})

/** The texts after kubectl has read them into `resource.Quantity` and written them out again. */
const throughGo = (texts: ReadonlyArray<string>): ReadonlyArray<string> => {
  const limits = Object.fromEntries(texts.map((text, i) => [`r${i}`, text]))
  const deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a' },
    spec: { template: { spec: { containers: [{ name: 'a', resources: { limits } }] } } },
  }
  const out = JSON.parse(
    execFileSync('kubectl', ['set', 'env', '--local', '-f', '-', 'ZZ=1', '-o', 'json'], {
      input: JSON.stringify(deployment),
      encoding: 'utf8',
    }),
  )
  const read = out.spec.template.spec.containers[0].resources.limits
  return texts.map((_, i) => read[`r${i}`])
}

t.test("the canonical spelling is the one of Kubernetes' own type", needs('kubectl'), async (t) => {
  // Amounts from 10^21 on are left out: Go writes them without a suffix (1000E becomes 1).
  const texts = fc
    .sample(quantities, { numRuns: 4000, seed: 7 })
    .filter((text) => !/e\d\d/.test(canonicalOf(text)))
  const answers = throughGo(texts)
  t.ok(texts.length > 2000)
  t.strictSame(
    texts.map((text, i) => [text, answers[i] === text ? 'kept' : answers[i]]),
    texts.map((text, i) => [text, answers[i] === text ? 'kept' : canonicalOf(text)]),
    'Go keeps some texts as they are (+5, 5.); all others it writes as we do',
  )
  const ours = texts.map(canonicalOf)
  t.strictSame(throughGo(ours), ours, 'what we write comes back unchanged')
})
