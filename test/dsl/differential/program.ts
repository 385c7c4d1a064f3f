/**
 * Programs of jsonnet's object model as data: what `generate.ts` makes, `jsonnet.ts` prints and `ours.ts` builds.
 */

/** `self`, `super` and `$` are those of the object literal that the expression stands in. */
export type Expr =
  | { readonly is: 'value'; readonly value: null | boolean | number | string }
  | { readonly is: 'self' | '$' }
  | { readonly is: 'get'; readonly of: Expr; readonly name: string }
  | { readonly is: 'at'; readonly of: Expr; readonly index: number }
  | { readonly is: 'super' | 'inSuper'; readonly name: string }
  | { readonly is: 'variable'; readonly name: string }
  | { readonly is: 'local'; readonly name: string; readonly value: Expr; readonly body: Expr }
  | { readonly is: '+' | '-' | '==' | '<'; readonly left: Expr; readonly right: Expr }
  | { readonly is: 'if'; readonly test: Expr; readonly yes: Expr; readonly no: Expr }
  | { readonly is: 'array'; readonly items: ReadonlyArray<Expr> }
  | ObjectExpr
  | { readonly is: 'function'; readonly parameter: string; readonly body: Expr }
  | { readonly is: 'call'; readonly of: Expr; readonly argument: Expr }
  | {
      readonly is: 'has'
      readonly std: 'objectHas' | 'objectHasAll'
      readonly of: Expr
      readonly name: string
    }
  | { readonly is: 'in'; readonly of: Expr; readonly name: string }
  | { readonly is: 'fields'; readonly std: 'objectFields' | 'objectFieldsAll'; readonly of: Expr }
  | { readonly is: 'error'; readonly message: string }

export interface ObjectExpr {
  readonly is: 'object'
  readonly locals: ReadonlyArray<{ readonly name: string; readonly value: Expr }>
  readonly asserts: ReadonlyArray<{ readonly test: Expr; readonly message: string }>
  readonly fields: ReadonlyArray<Field>
}

export interface Field {
  readonly name: string
  /** The expression in brackets that gives the name; it belongs to the object around. */
  readonly computed: Expr | undefined
  readonly plus: boolean
  readonly seen: ':' | '::' | ':::'
  readonly value: Expr
}

/** What a program is known to do; each occurs in at least a tenth of the programs that succeed. */
export const FEATURES = [
  'nested object',
  'object + object',
  'layers',
  'self',
  'super',
  '$',
  '::',
  ':::',
  '+:',
  'assert',
  'array',
  'conditional',
  'computed name',
  'object local',
  'local',
  'in super',
  'in',
  'objectHas',
  'objectHasAll',
  'objectFields',
  'objectFieldsAll',
  'function',
] as const
export type Feature = (typeof FEATURES)[number]

/** How a program fails, as far as both sides must agree. */
export type FailureClass = 'missing' | 'assertion' | 'depth' | 'type' | 'function' | 'error' | 'bounds'

/** What a program means. */
export type Outcome =
  | { readonly json: unknown; readonly failure?: undefined }
  | { readonly failure: FailureClass | `unknown: ${string}` }
