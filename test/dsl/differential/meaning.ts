/** What a program means by a kernel of the DSL. */
import type { EvalError as Failure } from '../../../src/dsl/index.js'
import type { Kernel } from './kernel.js'
import type { Build } from './ours.js'
import { bare } from './ours.js'
import type { Expr, Feature, Outcome } from './program.js'

/** What `program` means by `kernel`, and what it did on the way. */
export const meaning = (
  program: Expr,
  kernel: Kernel,
): { readonly outcome: Outcome; readonly used: ReadonlySet<Feature> } => {
  const build: Build = { kernel, used: new Set() }
  return { outcome: outcomeOf(program, build), used: build.used }
}

const outcomeOf = (program: Expr, build: Build): Outcome => {
  try {
    const result = build.kernel.evaluate(bare(program, { scope: undefined, variables: {} }, build))
    return result._tag === 'Right' ? { json: result.right } : { failure: classOf(result.left) }
  } catch (thrown) {
    return { failure: `unknown: ${thrown}` } // no object: only what `shrink.ts` makes
  }
}

const classOf = (e: Failure): Outcome['failure'] & string => {
  switch (e._tag) {
    case 'FieldDoesNotExist':
      return 'missing'
    case 'AssertionFailed':
      return 'assertion'
    case 'InfiniteRecursion':
    case 'LimitExceeded':
      return 'depth'
    case 'PlusTypeMismatch':
      return 'type'
    case 'FunctionInOutput':
      return 'function'
    case 'Threw':
      if (e.message.startsWith('type:')) return 'type'
      if (e.message.startsWith('bounds:')) return 'bounds'
      return e.message.startsWith('error-') ? 'error' : `unknown: ${e.message}`
    default:
      return `unknown: ${e._tag}`
  }
}
