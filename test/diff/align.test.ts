import * as fc from 'fast-check'
import t from 'tap'
import { type Aligned, align } from '../../src/diff/align.js'

const of = (before: string, after: string): ReadonlyArray<Aligned> =>
  align([...before], [...after], (a, b) => a === b)

const shown = (before: string, after: string): string =>
  of(before, after)
    .map((pair) => {
      const was = pair.before === undefined ? '' : before[pair.before]
      const would = pair.after === undefined ? '' : after[pair.after]
      return was === would ? was : `(${was}>${would})`
    })
    .join('')

t.test('what comes, goes and changes is found between what stays', async (t) => {
  t.equal(shown('abc', 'abc'), 'abc')
  t.equal(shown('abc', 'axbc'), 'a(>x)bc')
  t.equal(shown('abc', 'ac'), 'a(b>)c')
  t.equal(shown('abc', 'axc'), 'a(b>x)c')
  t.equal(shown('abcde', 'bxde'), '(a>)b(c>x)de')
  t.equal(shown('', 'ab'), '(>a)(>b)')
  t.equal(shown('ab', ''), '(a>)(b>)')
})

t.test('every item is there once, in the order of its list, and as many stay as can', async () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })
  const longest = (a: string, b: string): number =>
    a === '' || b === ''
      ? 0
      : a[0] === b[0]
        ? 1 + longest(a.slice(1), b.slice(1))
        : Math.max(longest(a.slice(1), b), longest(a, b.slice(1)))
  fc.assert(
    fc.property(letters, letters, (before, after) => {
      const found = of(before, after)
      const places = (side: keyof Aligned) =>
        found.flatMap((pair) => (pair[side] === undefined ? [] : [pair[side]])).join()
      const kept = found.filter((pair) => before[pair.before ?? -1] === after[pair.after ?? -1])
      return (
        places('before') === [...before].map((_, i) => i).join() &&
        places('after') === [...after].map((_, i) => i).join() &&
        kept.length >= longest(before, after)
      )
    }),
  )
})

t.test('lists that are too long to compare each with each go by places', async (t) => {
  const many = (from: number) => Array.from({ length: 1500 }, (_, i) => from + i)
  const found = align(many(0), many(1), (a, b) => a === b)
  t.equal(found.length, 1500)
  t.ok(found.every((pair) => pair.before === pair.after))
})
