import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import type { Json, JsonObject } from '../../src/json.js'
import { fieldOf, isFor, setField, textOf } from '../../src/kustomization/fieldSpec.js'

const mark = (manifest: JsonObject, path: string, create = false, made?: Json): unknown => {
  const result = setField(
    manifest,
    fieldOf({ path, create }),
    (value) => E.right(typeof value === 'string' || value === null ? 'set' : value),
    made,
  )
  return E.isRight(result) ? result.right : result.left.reason
}

t.test('a path is a list of keys, at any depth of lists', async (t) => {
  t.strictSame(mark({ a: { b: 'x' } }, 'a/b'), { a: { b: 'set' } })
  t.strictSame(mark({ a: { b: 'x' } }, '/a/b'), { a: { b: 'set' } }, 'a slash at the start is nothing')
  t.strictSame(mark({ a: { 'x/y': 'x' } }, 'a/x\\/y'), { a: { 'x/y': 'set' } })
  t.strictSame(mark({ a: [{ b: 'x' }, { c: 'x' }] }, 'a[]/b'), { a: [{ b: 'set' }, { c: 'x' }] })
  t.strictSame(mark({ a: [[{ b: 'x' }], null] }, 'a/b'), { a: [[{ b: 'set' }], null] }, 'without [] too')
  t.strictSame(mark({ a: { b: 'x' } }, 'a[]/b'), { a: { b: 'set' } }, 'a map may be there instead')
  t.strictSame(mark({ a: { b: 'x' } }, 'a/ /b'), { a: { b: 'set' } }, 'a key of blanks is none')
})

t.test('what is not there is made where the field spec says so', async (t) => {
  t.strictSame(mark({}, 'a/b', false, null), {})
  t.strictSame(mark({}, 'a/b', true), {}, 'and only if there is something to make')
  t.strictSame(mark({}, 'a/b', true, null), { a: { b: 'set' } })
  t.strictSame(mark({ a: null }, 'a/b', true, {}), { a: { b: {} } }, 'null is not there')
  t.strictSame(mark({ a: null }, 'a/b'), { a: null })
  t.strictSame(mark({}, 'a[]/b', true, null), {}, 'a list is never made')
  t.strictSame(mark({ a: null }, 'a[]/b'), { a: [] }, 'but null in its place is one')
  t.strictSame(mark({}, 'a/b[]/c', true, null), { a: {} }, 'the map around it is')
})

t.test('a path that Kustomize cannot follow', async (t) => {
  t.equal(mark({ a: 'x' }, 'a/b'), 'a is neither a map nor a list')
  t.equal(mark({ a: {} }, 'a//b'), 'the path has an empty key')
  t.equal(mark({}, ''), 'the path has an empty key')
  for (const key of ['0', '-1', '-', '*', '[name=c]', '__proto__']) {
    t.equal(mark({ a: {} }, `a/${key}`, true, null), `${key} is no key of a map`)
  }
  t.strictSame(mark({}, 'a/*'), {}, 'nobody comes to it')
})

t.test('the very same object where nothing changes', async (t) => {
  const manifest = { a: [{ b: 'set' }, {}], c: { d: null } }
  for (const path of ['a/b', 'a[]/b', 'c/e', 'x']) t.equal(mark(manifest, path), manifest, path)
})

t.test('what a field spec does not say is any', async (t) => {
  t.ok(isFor({ path: '' }, 'apps/v1', 'Deployment'))
  t.ok(isFor({ path: '', group: 'apps', version: 'v1', kind: 'Deployment' }, 'apps/v1', 'Deployment'))
  t.ok(isFor({ path: '', group: '', version: 'v1' }, 'apps/v1', 'Deployment'), 'an empty group is any, too')
  t.notOk(isFor({ path: '', group: 'batch' }, 'apps/v1', 'Deployment'))
  t.notOk(isFor({ path: '', version: 'v2' }, 'apps/v1', 'Deployment'))
  t.notOk(isFor({ path: '', kind: 'Job' }, 'apps/v1', 'Deployment'))
})

t.test('the text of scalars', async (t) => {
  t.strictSame([null, true, 5, 'a', {}, []].map(textOf), ['null', 'true', '5', 'a', undefined, undefined])
})
