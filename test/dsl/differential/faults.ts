/**
 * Kernels with one fault each, none of which is a switch in the real one: a function of the DSL is replaced by one
 * that makes the mistake.
 */
import { isBranded, isLiteral } from '../../../src/dsl/field.js'
import type { Marked } from '../../../src/dsl/index.js'
import type { Code, Entry, Kernel, Scope } from './kernel.js'
import { kernel } from './kernel.js'

/** Code that sees another scope. */
const inScope = (changed: (scope: Scope) => Partial<Scope>): Kernel['code'] => {
  return (code) => (scope: Scope) => code(changedScope(scope, changed))
}

/** Each part stays lazy. */
const changedScope = (scope: Scope, changed: (scope: Scope) => Partial<Scope>): Scope => ({
  get self() {
    return changed(scope).self ?? scope.self
  },
  get super() {
    return changed(scope).super ?? scope.super
  },
  get $() {
    return changed(scope).$ ?? scope.$
  },
  local: scope.local,
})

const isMarked = (value: unknown): value is Marked<unknown> => isBranded(value, 'field')

/** `self` is the object as its author wrote it: what is mixed on top later is not seen. */
const earlySelf = (): Kernel => {
  const owners = new WeakMap<object, object>()
  const code = (given: Code): Code => {
    const early: Code = (scope) => {
      const owner = owners.get(early)
      if (owner === undefined) return given(scope)
      const self = () => scope.local(kernel.mix(scope.super, owner)) as object // an object
      return given(changedScope(scope, () => ({ self: self() })))
    }
    return early
  }
  const literal = (entries: ReadonlyArray<Entry>): object => {
    const made = kernel.literal(entries)
    for (const [, value] of entries) {
      const source = isMarked(value) ? value.value : value
      if (typeof source === 'function') owners.set(source, made)
    }
    return made
  }
  return { ...kernel, code, literal }
}

/** A copy has the values that the first one computed. */
const sharedMemo = (given: Code): Code => {
  let memo: { readonly value: unknown } | undefined
  return (scope) => {
    memo ??= { value: given(scope) }
    return memo.value
  }
}

const withoutAsserts = (literal: object): object =>
  Object.fromEntries(Object.entries(literal).filter(([key]) => !key.startsWith('assert ')))

/** What no mark says is visible, whatever lies below. */
const visibleByDefault = (entries: ReadonlyArray<Entry>): object =>
  kernel.literal(
    entries.map(([key, value]) => {
      const hasMark = key.startsWith('assert ') || (isMarked(value) && value.visibility !== 'default')
      return [key, hasMark ? value : kernel.forced(value)]
    }),
  )

const eager = ({ self }: Scope): boolean => {
  for (const name of kernel.std.objectFieldsAll(self)) Reflect.get(self, name)
  return true
}

export const FAULTS: Readonly<Record<string, Kernel>> = {
  '+: replaces what is below': { ...kernel, plus: (value) => value },
  '+: of a list replaces the list': {
    ...kernel,
    plus: (value) => (Array.isArray(value) ? value : kernel.plus(value)),
  },
  'a hidden field becomes visible when it is overridden': { ...kernel, literal: visibleByDefault },
  'a hidden field is put out': { ...kernel, hidden: (value) => value },
  'a forced field stays hidden': { ...kernel, forced: (value) => value },
  'self is bound early': earlySelf(),
  'super is self': { ...kernel, code: inScope(({ self }) => ({ super: self })) },
  '$ is self': { ...kernel, code: inScope(({ self }) => ({ $: self })) },
  'an assertion is not inherited': {
    ...kernel,
    obj: (literal) => literal,
    mix: (left, right) => kernel.mix(isLiteral(left) ? withoutAsserts(left) : left, right),
    evaluate: (o) => kernel.evaluate(isLiteral(o) ? kernel.obj(o) : o),
  },
  'only the outermost object asserts': {
    ...kernel,
    assert: (test, message) => kernel.assert((scope) => scope.self !== scope.$ || test(scope), message),
  },
  'the left field wins': { ...kernel, mix: (left, right) => kernel.mix(right, left) },
  'copies share what is evaluated': { ...kernel, code: sharedMemo },
  'an object out of self is copied when it is mixed': {
    ...kernel,
    mix: (left, right) => kernel.mix(isBranded(left, 'view') ? { ...left } : left, right),
  },
  'in does not know hidden fields': { ...kernel, has: (object, name) => Object.keys(object).includes(name) },
  'objectHas knows hidden fields': { ...kernel, std: { ...kernel.std, objectHas: kernel.std.objectHasAll } },
  'objectFieldsAll leaves out hidden fields': {
    ...kernel,
    std: { ...kernel.std, objectFieldsAll: kernel.std.objectFields },
  },
  'hidden fields are evaluated too': {
    ...kernel,
    evaluate: (o) =>
      kernel.evaluate(kernel.mix(o as object, { 'assert eager': kernel.assert(eager, 'eager') })), // an object
  },
}
