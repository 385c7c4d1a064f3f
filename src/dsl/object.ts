/**
 * DSL objects: literals, edits, and jsonnet's `+` of them.
 *
 * Laws of `mix`, as evaluated: associative; `obj({})` is its identity on both sides; of two plain fields the right
 * one wins.
 */
import type { JsonObject } from '../json.js'
import type { Raw } from './field.js'
import { brandOf, DSL, VIEWED } from './field.js'
import type { Edit, Literal, Obj } from './literal.js'
import type { Instance, Layer, Mode, Rope } from './model.js'

/**
 * An object literal. Nested literals are objects of their own (own `self`; `$` is this object). `origin` names it in
 * errors. A key whose value is `undefined` is no field.
 */
export const obj = <T, Root = T>(literal: Literal<T, Root>, origin?: string): Obj<T> =>
  layer(literal, 'obj', origin)

/**
 * A strict change, to be mixed on the right of what it changes. Nested literals deepen, everything else replaces
 * (so does a thunk that returns an object; `plus(thunk)` merges); each field must exist below, unless said with
 * `add`. An edit of an object that is null below is inert.
 */
export const edit = <Root>(literal: Edit<Root, Root>, origin: string): Obj<Root> =>
  layer(literal, 'edit', origin)

/**
 * jsonnet's `+`: the right one wins, late-bound. Takes views too (`mix(base.labels, { app: 'x' })` in a thunk), and
 * literals, whose `$` is that of the field they end up in. O(1) for each argument.
 *
 * The type is that of the first object, where the others are changes of it; of a second one that has all of its fields
 * and more, that one's; otherwise the fields of both, and the second one's where both have a field.
 */
export const mix: {
  <A, B extends A>(first: Obj<A>, second: Obj<B>): Obj<B>
  <T>(first: Obj<T> | T, ...more: ReadonlyArray<Obj<NoInfer<T>> | Partial<NoInfer<T>>>): Obj<T>
  <A, B>(first: Obj<A> | A, second: Obj<B> | B): Obj<Omit<A, keyof B> & B>
} = (first: unknown, ...more: ReadonlyArray<unknown>): Obj<never> =>
  wrap(more.reduce<Rope>((left, right) => ({ left, right: ropeOf(right) }), ropeOf(first)))

/** The rope of an `Obj`, a view or a literal. Anything else becomes a layer that fails when it is evaluated. */
export const ropeOf = (value: unknown): Rope => {
  if (typeof value === 'object' && value !== null) {
    const brand = brandOf(value)
    if (brand === 'obj') return (value as Obj<unknown>).rope // branded
    if (brand === 'view') return (value as { readonly [VIEWED]: Instance })[VIEWED].rope // branded
    if (brand === 'data') return dataRope((value as Raw<JsonObject>).json) // branded
  }
  return { layer: { literal: value as Layer['literal'], origin: undefined, mode: 'obj', root: 'inherit' } } // checked when indexed
}

/** JSON as the layer of an object. */
export const dataRope = (json: JsonObject): Rope => ({
  layer: { literal: json, origin: undefined, mode: 'data', root: 'own' },
})

/** More layers than one object can have: objects that are added to themselves again and again double them. */
export const MAX_LAYERS = 2 ** 20

/**
 * The layers of a rope from the bottom up; `undefined` if there are more than `MAX_LAYERS`. Iterative: ropes are as
 * deep as users mix.
 */
export const layersOf = (rope: Rope): ReadonlyArray<Layer> | undefined => {
  const layers: Array<Layer> = []
  const todo: Array<{ readonly rope: Rope; readonly root: Instance | undefined }> = [
    { rope, root: undefined },
  ]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { rope: here, root } = next
    if ('layer' in here) {
      const bound = here.layer.root === 'inherit' && root !== undefined
      if (layers.push(bound ? { ...here.layer, root } : here.layer) > MAX_LAYERS) return undefined
    } else if ('inner' in here) {
      todo.push({ rope: here.inner, root: here.root })
    } else {
      todo.push({ rope: here.right, root }, { rope: here.left, root })
    }
  }
  return layers
}

const layer = (literal: unknown, mode: Mode, origin: string | undefined): Obj<never> =>
  wrap({ layer: { literal: literal as Layer['literal'], origin, mode, root: 'own' } }) // checked when indexed

const wrap = (rope: Rope): Obj<never> => Object.freeze({ __proto__: null, [DSL]: 'obj' as const, rope })
