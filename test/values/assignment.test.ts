import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { parseAssignments } from '../../src/values/assignment.js'

/** Paths and texts, or the reason why there are none. */
const parsed = (text: string): unknown => {
  const result = parseAssignments(text, false)
  return E.isLeft(result) ? result.left.reason : result.right.map((one) => [one.path, one.text])
}

// Helm's documentation, "The Format and Limitations of --set": its own examples first.
t.test("the examples of Helm's documentation are read as Helm reads them", async (t) => {
  t.same(parsed('name=value'), [[['name'], 'value']])
  t.same(parsed('a=b,c=d'), [
    [['a'], 'b'],
    [['c'], 'd'],
  ])
  t.same(parsed('outer.inner=value'), [[['outer', 'inner'], 'value']])
  t.same(parsed('name={a, b, c}'), [[['name'], ['a', 'b', 'c']]])
  t.same(parsed('name=[],a=null'), [
    [['name'], []],
    [['a'], 'null'],
  ])
  t.same(parsed('servers[0].port=80,servers[0].host=example'), [
    [['servers', 0, 'port'], '80'],
    [['servers', 0, 'host'], 'example'],
  ])
  t.same(parsed('name=value1\\,value2'), [[['name'], 'value1,value2']])
  t.same(parsed('nodeSelector.kubernetes\\.io/role=master'), [
    [['nodeSelector', 'kubernetes.io/role'], 'master'],
  ])
})

t.test('lists, indices, empty values and values with = are taken as they stand', async (t) => {
  t.same(parsed('a={}'), [[['a'], []]])
  t.same(parsed('a={x}'), [[['a'], ['x']]])
  t.same(parsed('a={x\\,y,z}'), [[['a'], ['x,y', 'z']]])
  t.same(parsed('a={--opt=1,b},c=d'), [
    [['a'], ['--opt=1', 'b']],
    [['c'], 'd'],
  ])
  t.same(parsed('a[0]=x,a[1]=y'), [
    [['a', 0], 'x'],
    [['a', 1], 'y'],
  ])
  t.same(parsed('a[0][1].b=x'), [[['a', 0, 1, 'b'], 'x']])
  t.same(parsed('a='), [[['a'], '']])
  t.same(parsed('a=b=c=='), [[['a'], 'b=c==']])
  t.same(parsed('a=\\{x'), [[['a'], '{x']])
  t.same(parsed('a=x\\\\y'), [[['a'], 'x\\y']])
  t.same(parsed('a=line 1\nline 2'), [[['a'], 'line 1\nline 2']])
  t.same(parsed('config.services\\.conf=tasks { a = 1, b = 2 }'), [
    [['config', 'services.conf'], 'tasks { a = 1, b = 2 }'],
  ])
})

t.test('what cannot be read says why', async (t) => {
  t.equal(parsed('a'), '"a" has no "="; write PATH=VALUE')
  t.equal(parsed(''), '"" has no "="; write PATH=VALUE')
  t.equal(parsed('a=1,b'), '"b" has no "="; write \\, for a comma that belongs to the value before it')
  t.equal(parsed('=1'), '"" is not a path such as a.b or a[0].b')
  for (const path of ['a..b', '.a', 'a.', 'a[0', 'a0]', 'a[x]', 'a[-1]', '[0]', 'a[0]b', 'a[12345678]']) {
    t.equal(parsed(`${path}=1`), `"${path}" is not a path such as a.b or a[0].b`)
  }
  t.equal(parsed('__proto__.x=1'), 'the key "__proto__" is not allowed')
  t.equal(parsed('a.__proto__=1'), 'the key "__proto__" is not allowed')
  t.match(parsed('a={x,b=1'), /^the list of a is not closed/)
  t.match(parsed('a={x}y'), /^the list of a is not closed/)
})

t.test('an error says whose argument it was', async (t) => {
  t.match(parseAssignments('a', true), { left: { flag: '--set-string', text: 'a' } })
  t.match(parseAssignments('a', false), { left: { flag: '--set', text: 'a' } })
  t.match(parseAssignments('a=1', true), { right: [{ asString: true, text: '1' }] })
})

t.test('any text is read or refused, and what is escaped comes back', async (t) => {
  const escaped = (text: string, what: RegExp): string => text.replace(what, '\\$&')
  fc.assert(
    fc.property(fc.string(), (text) => {
      t.type(parseAssignments(text, false)._tag, 'string')
    }),
  )
  const key = fc.string({ minLength: 1, unit: 'grapheme' }).filter((text) => text !== '__proto__')
  fc.assert(
    fc.property(key, key, fc.string(), (a, b, value) => {
      const special = /[\\.,=[\]{}]/g
      t.same(parsed(`${escaped(a, special)}.${escaped(b, special)}=${escaped(value, /[\\,{}[\]]/g)}`), [
        [[a, b], value],
      ])
    }),
  )
})
