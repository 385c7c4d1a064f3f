/** Programs as jsonnet source. */
import type { Expr, Field, ObjectExpr } from './program.js'

/** The source of an expression, in as many parentheses as it takes. */
export const sourceOf = (e: Expr): string => {
  switch (e.is) {
    case 'value':
      return typeof e.value === 'number' && e.value < 0 ? `(${e.value})` : JSON.stringify(e.value)
    case 'self':
    case '$':
      return e.is
    case 'get':
      return `${sourceOf(e.of)}.${e.name}`
    case 'at':
      return `${sourceOf(e.of)}[${e.index}]`
    case 'super':
      return `super.${e.name}`
    case 'inSuper':
      return `(${JSON.stringify(e.name)} in super)`
    case 'variable':
      return e.name
    case 'local':
      return `(local ${e.name} = ${sourceOf(e.value)}; ${sourceOf(e.body)})`
    case 'if':
      return `(if ${sourceOf(e.test)} then ${sourceOf(e.yes)} else ${sourceOf(e.no)})`
    case 'array':
      return `[${e.items.map(sourceOf).join(', ')}]`
    case 'object':
      return objectSource(e)
    case 'function':
      return `(function(${e.parameter}) ${sourceOf(e.body)})`
    case 'call':
      return `${sourceOf(e.of)}(${sourceOf(e.argument)})`
    case 'has':
      return `std.${e.std}(${sourceOf(e.of)}, ${JSON.stringify(e.name)})`
    case 'in':
      return `(${JSON.stringify(e.name)} in (${sourceOf(e.of)}))` // `in super.o` would be `(in super).o`
    case 'fields':
      return `std.${e.std}(${sourceOf(e.of)})`
    case 'error':
      return `(error ${JSON.stringify(e.message)})`
    default:
      return `(${sourceOf(e.left)} ${e.is} ${sourceOf(e.right)})`
  }
}

const objectSource = ({ locals, asserts, fields }: ObjectExpr): string => {
  const members = [
    ...locals.map(({ name, value }) => `local ${name} = ${sourceOf(value)}`),
    ...asserts.map(({ test, message }) => `assert ${sourceOf(test)} : ${JSON.stringify(message)}`),
    ...fields.map(fieldSource),
  ]
  return `{ ${members.join(', ')} }`
}

const fieldSource = ({ name, computed, plus, seen, value }: Field): string =>
  `${computed === undefined ? name : `[${sourceOf(computed)}]`}${plus ? '+' : ''}${seen} ${sourceOf(value)}`
