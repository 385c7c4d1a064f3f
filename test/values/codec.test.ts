import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import * as codec from '../../src/values/codec.js'
import type { Codec } from '../../src/values/schema.js'

const decode = (type: Codec<unknown>, value: unknown): unknown =>
  E.getOrElseW(() => 'refused')(type.decode(value))

/** Which of `values` a codec takes as they are. */
const takes = (type: Codec<unknown>, values: ReadonlyArray<unknown>): ReadonlyArray<unknown> =>
  values.filter((value) => decode(type, value) === value && value !== 'refused')

t.test('a URL has a scheme and a host; its trailing slashes go', async (t) => {
  const good = [
    'http://a',
    'https://files.example.com',
    'https://files.example.com:8443/clearml/files',
    'http://10.0.0.5:8081',
    'http://[fd00::1]:8081',
  ]
  t.strictSame(takes(codec.url, good), good)
  t.equal(decode(codec.url, 'https://files.example.com//'), 'https://files.example.com')
  t.equal(decode(codec.url, 'https://files.example.com/a/'), 'https://files.example.com/a')
  t.strictSame(
    takes(codec.url, [
      'files.example.com',
      'ftp://files.example.com',
      'https://',
      'https:///x',
      'https://a b',
      'https://a/?q=1',
      'https://a/#x',
      'https://user:password@a',
      'https://a:port',
      'https://..',
      'https://[a:8080]',
      'https://a:123456',
      'javascript:alert(1)',
      '',
      5,
      null,
    ]),
    [],
  )
})

t.test('a host is a name or an address, and nothing around it', async (t) => {
  const good = [
    'ml-node-1',
    'ML-Node-1',
    'a.b.example.com',
    '10.0.0.5',
    'fd00::1',
    '::1',
    '::',
    '1:2:3:4:5:6:7:8',
    '::ffff:10.0.0.5',
  ]
  t.strictSame(takes(codec.host, good), good)
  t.strictSame(
    takes(codec.host, [
      'http://a',
      'a:8080',
      'a/b',
      'a b',
      '',
      '-a',
      'a-',
      'a..b',
      '.a',
      'a_b',
      '[fd00::1]',
      'fd00::1::2',
      '1:2:3',
      '1:2:3:4:5:6:7:8:9',
      'fd00::12345',
      ':::',
      'x'.repeat(254),
      5,
    ]),
    [],
  )
})

t.test('names of objects are those that Kubernetes takes', async (t) => {
  const labels = ['a', 'clearml-2', '0a', 'x'.repeat(63)]
  t.strictSame(takes(codec.dnsLabel, labels), labels)
  t.strictSame(takes(codec.dnsLabel, ['A', 'a.b', '-a', 'a-', '', 'a_b', 'x'.repeat(64), 'a\n', 7]), [])
  const names = ['a', 'a.b', 'my-secret.v1', 'x'.repeat(253)]
  t.strictSame(takes(codec.dnsName, names), names)
  t.strictSame(takes(codec.dnsName, ['A', 'a..b', '.a', 'a.', '', 'x'.repeat(254), 'a\n', true]), [])
})

t.test('a path is absolute and stays below where it points', async (t) => {
  const good = ['/', '/data', '/opt/clearml/data', '/with space/in it', '/a..b/c']
  t.strictSame(takes(codec.absolutePath, good), good)
  t.strictSame(
    ['/x//y/', '//', '/x/', '///x///y///'].map((value) => decode(codec.absolutePath, value)),
    ['/x/y', '/', '/x', '/x/y'],
  )
  t.strictSame(takes(codec.absolutePath, ['', 'data', './a', '/a/../b', '/..', '/a ', '/ ', '/a:b', 5]), [])
})

t.test('quantities come out in their one spelling', async (t) => {
  t.strictSame(
    ['500m', '0.5', 0.5, 1, '1024Mi', '1e3', 4096].map((value) => decode(codec.quantity, value)),
    ['500m', '500m', '500m', '1', '1Gi', '1e3', '4096'],
  )
  t.strictSame(
    ['', 'big', '5GB', '1 Gi', Number.NaN, true, null, [], 0, '0Gi', '-1'].map((value) =>
      decode(codec.quantity, value),
    ),
    Array.from({ length: 11 }, () => 'refused'),
  )
  t.strictSame(
    ['50Gi', '1Mi', '1024Ki', 2 ** 21, '1023Ki', '8', 8, '100m', '0', '-5Gi', ''].map((value) =>
      decode(codec.size, value),
    ),
    ['50Gi', '1Mi', '1Mi', '2097152', ...Array.from({ length: 7 }, () => 'refused')],
  )
})

t.test('integers have bounds, and are no texts', async (t) => {
  t.strictSame(takes(codec.integer(1, 3), [0, 1, 2, 3, 4, 1.5, '2', Number.NaN]), [1, 2, 3])
  t.equal(codec.integer(1, 3).name, 'an integer from 1 to 3')
  t.equal(codec.integer(0, Number.MAX_SAFE_INTEGER).name, 'an integer of at least 0')
})

t.test('texts, switches, choices and objects are what they say', async (t) => {
  t.strictSame(takes(codec.text, ['', 'a', 5]), ['', 'a'])
  t.strictSame(takes(codec.nonEmptyText, ['', 'a', 5]), ['a'])
  t.strictSame(takes(codec.boolean, [true, false, 'true', 0]), [true, false])
  t.strictSame(takes(codec.oneOf(['a', 'b']), ['a', 'b', 'c', 'A']), ['a', 'b'])
  t.equal(codec.oneOf(['a', 'b']).name, 'one of a, b')
  t.ok(E.isRight(codec.object('Kubernetes Volume').decode({ name: 'x' })))
  t.ok(E.isLeft(codec.object('Kubernetes Volume').decode([])))
  t.ok(E.isLeft(codec.anyObject.decode('x')))
})
