/** Programs as objects of our DSL: every expression becomes what a user would write for it. */
import type { Entry, Kernel, Scope } from './kernel.js'
import type { Expr, Feature, Field, ObjectExpr } from './program.js'

export interface Env {
  /** Of the object literal around; none at the top. */
  readonly scope: Scope | undefined
  readonly variables: { readonly [name: string]: () => unknown }
}

export interface Build {
  readonly kernel: Kernel
  /** Filled on the way. */
  readonly used: Set<Feature>
}

/** The value as it may stand in a field, a list or `mix`: literals are bare. */
export const bare = (e: Expr, env: Env, build: Build): unknown => {
  const { kernel, used } = build
  switch (e.is) {
    case 'object':
      if (env.scope === undefined) return kernel.obj(literal(e, env, build))
      used.add('nested object')
      return literal(e, env, build)
    case 'array':
      used.add('array')
      return e.items.map((item) =>
        item.is === 'value' ? item.value : kernel.code(() => bare(item, env, build)),
      )
    case 'if': {
      used.add('conditional')
      const test = read(e.test, env, build)
      if (typeof test !== 'boolean') throw new TypeError('type: condition')
      return bare(test ? e.yes : e.no, env, build)
    }
    case 'local':
      used.add('local')
      return bare(e.body, recursive(env, e.name, e.value, build), build)
    case '+':
      return sum(bare(e.left, env, build), bare(e.right, env, build), env, build)
    case 'variable':
      return env.variables[e.name]?.()
    default:
      return simple(e, env, build)
  }
}

/** The value as code can look into it. */
const read = (e: Expr, env: Env, build: Build): unknown => readable(bare(e, env, build), env)

const readable = (value: unknown, { scope }: Env): unknown =>
  typeof value === 'object' && value !== null && scope !== undefined ? scope.local(value) : value

/** The other kinds of expressions, whose value is no literal. */
const simple = (e: Expr, env: Env, build: Build): unknown => {
  const { kernel, used } = build
  const scope = env.scope
  switch (e.is) {
    case 'value':
      return e.value
    case 'self':
    case '$':
      used.add(e.is)
      return scope?.[e.is]
    case 'get': {
      const object = objectIn(read(e.of, env, build))
      return object[e.name]
    }
    case 'at': {
      const list = read(e.of, env, build)
      if (!Array.isArray(list)) throw new TypeError('type: index')
      if (e.index >= list.length) throw new RangeError('bounds: index')
      return list[e.index]
    }
    case 'super':
      used.add('super')
      return objectIn(scope?.super)[e.name]
    case 'inSuper':
      used.add('in super')
      return kernel.has(objectIn(scope?.super), e.name)
    case 'in':
      used.add('in')
      return kernel.has(objectIn(read(e.of, env, build)), e.name)
    case 'has':
      used.add(e.std)
      return kernel.std[e.std](objectIn(read(e.of, env, build)), e.name)
    case 'fields':
      used.add(e.std)
      return kernel.std[e.std](objectIn(read(e.of, env, build)))
    case 'function':
      return (argument: () => unknown) => read(e.body, withVariable(env, e.parameter, argument), build)
    case 'call': {
      used.add('function')
      const code = read(e.of, env, build)
      if (typeof code !== 'function') throw new TypeError('type: call')
      return code(once(() => read(e.argument, env, build)))
    }
    case 'error':
      throw new Error(e.message)
    case '-':
    case '==':
    case '<':
      return compared(e.is, read(e.left, env, build), read(e.right, env, build))
    default:
      throw new Error(`no such expression: ${e.is}`)
  }
}

const compared = (is: '-' | '==' | '<', left: unknown, right: unknown): unknown => {
  if (is === '==') return left === right
  if (typeof left !== 'number' || typeof right !== 'number') throw new TypeError('type: operator')
  return is === '-' ? left - right : left < right
}

const sum = (left: unknown, right: unknown, env: Env, build: Build): unknown => {
  if (typeof left === 'number' && typeof right === 'number') return left + right
  if (typeof left === 'string' && (typeof right === 'string' || typeof right === 'number'))
    return left + right
  if (Array.isArray(left) && Array.isArray(right))
    return [...lazyItems(left, build), ...lazyItems(right, build)]
  if (!isObject(left) || !isObject(right)) throw new TypeError('type: +')
  build.used.add(env.scope === undefined ? 'layers' : 'object + object')
  return build.kernel.mix(left, right)
}

/** The items of a list, each as lazy as it is there. */
const lazyItems = (list: ReadonlyArray<unknown>, { kernel }: Build): ReadonlyArray<unknown> =>
  Array.from({ length: list.length }, (_, i) =>
    kernel.code(() => {
      const item = list[i]
      return typeof item === 'function' ? item() : item // functions in bare lists are code, and in views there are none
    }),
  )

/** From the scope that the code of a literal is given to its variables. */
type Inside = (scope: Scope) => Env

const literal = ({ locals, asserts, fields }: ObjectExpr, env: Env, build: Build): object => {
  const { kernel, used } = build
  const inside: Inside = (scope) => {
    const variables: Record<string, () => unknown> = { ...env.variables }
    const here: Env = { scope, variables }
    for (const { name, value } of locals) {
      variables[name] = once(() => {
        used.add('object local')
        return read(value, here, build)
      })
    }
    return here
  }
  const named = fields.flatMap<Entry>((field) => {
    const name = field.computed === undefined ? field.name : computedName(field.computed, env, build)
    if (name === null) return []
    return [[name, marked(field, fieldValue(field.value, env, locals.length === 0, inside, build), build)]]
  })
  const asserted = asserts.map<Entry>(({ test, message }, i) => {
    const holds = (scope: Scope): boolean => {
      used.add('assert')
      const value = read(test, inside(scope), build)
      if (typeof value !== 'boolean') throw new TypeError('type: assert')
      return value
    }
    return [`assert ${i}`, kernel.assert(holds, message)]
  })
  return kernel.literal([...asserted, ...named])
}

const computedName = (e: Expr, env: Env, build: Build): string | null => {
  build.used.add('computed name')
  const name = read(e, env, build)
  if (name !== null && typeof name !== 'string') throw new TypeError('type: name')
  return name
}

const marked = ({ plus, seen }: Field, value: unknown, { kernel, used }: Build): unknown => {
  if (plus) used.add('+:')
  if (seen !== ':') used.add(seen)
  const added = plus ? kernel.plus(value) : value
  return seen === '::' ? kernel.hidden(added) : seen === ':::' ? kernel.forced(added) : added
}

/** Constants and nested literals stand as they are, the rest is code. */
const fieldValue = (e: Expr, env: Env, isDirect: boolean, inside: Inside, build: Build): unknown => {
  if (e.is === 'value') return e.value
  if (isDirect && e.is === 'object' && e.fields.every(({ computed }) => computed === undefined)) {
    build.used.add('nested object')
    return literal(e, env, build)
  }
  if (e.is === 'array') {
    build.used.add('array')
    return e.items.map((item) => fieldValue(item, env, isDirect, inside, build))
  }
  return build.kernel.code((scope) => bare(e, inside(scope), build))
}

const withVariable = (env: Env, name: string, value: () => unknown): Env => ({
  ...env,
  variables: { ...env.variables, [name]: once(value) },
})

/** The value sees the variable too. */
const recursive = (env: Env, name: string, value: Expr, build: Build): Env => {
  const inner: Env = withVariable(env, name, () => read(value, inner, build))
  return inner
}

/** jsonnet's variables are lazy. */
const once = (make: () => unknown): (() => unknown) => {
  let made: { readonly value: unknown } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const objectIn = (value: unknown): Readonly<Record<string, unknown>> => {
  if (!isObject(value)) throw new TypeError('type: an object is needed')
  return value
}
