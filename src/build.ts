/**
 * The build: from values and overlays to the stream, in three stages.
 *
 * 1. Data: the values of all layers are merged in layer order and decoded once, strictly.
 * 2. Objects: the installation, edited by the overlays, is evaluated to manifests.
 * 3. Manifests: namespace, canonical form, checks, order.
 *
 * Pure: equal data gives equal bytes. Nothing is thrown; all errors of a stage are reported together.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { ReadonlyNonEmptyArray } from 'fp-ts/lib/ReadonlyNonEmptyArray.js'
import { externalObjects } from './components/external.js'
import type { Config, Installation } from './components/installation.js'
import { edit, evaluate, mix } from './dsl/index.js'
import type { BuildError } from './error.js'
import { at, defined, isObject, type JsonObject } from './json.js'
import { canonical } from './kube/canonical.js'
import { inNamespace } from './kube/namespace.js'
import { order } from './kube/order.js'
import { lint } from './lint/index.js'
import { type Overlay, type Preset, refusedValues, type Stacked, stack, valuesConflicts } from './overlay.js'
import { server } from './server.js'
import { asErrors, checkCore } from './values/check.js'
import { decode, mergeLayers } from './values/decode.js'
import type { ValuesLayer } from './values/layer.js'
import { group } from './values/schema.js'
import { table, type Values, type ValuesInput } from './values/table.js'
import { warnings } from './warnings.js'

/** What to build. */
export interface Build {
  readonly preset?: Preset
  /** In this order; each is laid over the ones before it. */
  readonly overlays?: ReadonlyArray<Overlay>
  /** The strongest layer. An overlay's own values stand under its name. */
  readonly values?: ValuesInput
}

/** What only callers with files and flags have: several layers of values, names to suggest. */
export interface DetailedBuild extends Omit<Build, 'values'> {
  readonly layers: ReadonlyArray<ValuesLayer>
  /** Names of overlays to take away. */
  readonly without?: ReadonlyArray<string>
  /** Names of overlays that exist, so that values of one that is not selected are named as such. */
  readonly available?: ReadonlyArray<string>
}

export type BuildErrors = ReadonlyNonEmptyArray<BuildError>

/** The stream, in the order in which it is applied, and what the user should know. */
export interface Built {
  readonly manifests: ReadonlyArray<JsonObject>
  /** One sentence each: what will not work as the installation stands. */
  readonly warnings: ReadonlyArray<string>
  readonly values: Values
  readonly config: Config
  readonly stack: ReadonlyArray<Stacked>
}

/** The manifests of an installation. Laws: deterministic; the order of keys in `values` does not matter. */
export const build = (input: Build): E.Either<BuildErrors, Built> =>
  buildLayers({
    ...input,
    layers: [{ origin: 'values', tier: 'user', values: defined(input.values ?? {}) as JsonObject }], // a map stays a map
  })

export const buildLayers = (input: DetailedBuild): E.Either<BuildErrors, Built> =>
  pipe(
    E.Do,
    E.bind('stack', () => failAll(stack(input.preset, input.overlays ?? [], input.without ?? []))),
    E.bind('values', (built) => failAll(valuesOf(input, built.stack))),
    E.bind('objects', (built) => objectsOf(built.values, built.stack)),
    E.chain(({ stack: stacked, values, objects }) => {
      const manifests = pipe(
        manifestsOf(objects.installation),
        inNamespace(values.namespace.name),
        (list) => list.map(canonical),
        order,
      )
      const findings = lint(manifests, { external: externalObjects(values) })
      const config = objects.config
      return pipe(
        failAll(findings.length > 0 ? E.left(findings) : E.right(manifests)),
        E.map((stream) => ({
          manifests: stream,
          warnings: [
            ...warnings(values, config),
            ...stacked.flatMap(({ layer }) => layer.warnings(values, config)),
          ],
          values,
          config,
          stack: stacked,
        })),
      )
    }),
  )

/** Stage 1: data. */
const valuesOf = (
  input: DetailedBuild,
  stacked: ReadonlyArray<Stacked>,
): E.Either<ReadonlyArray<BuildError>, Values> => {
  const schema = group(table.doc, {
    ...table.fields,
    ...Object.fromEntries(
      stacked
        .filter(({ layer }) => Object.keys(layer.schema.fields).length > 0)
        .map(({ layer }) => [layer.name, layer.schema]),
    ),
  })
  const of = (tier: Stacked['tier']): ReadonlyArray<ValuesLayer> =>
    stacked
      .filter((one) => one.tier === tier)
      .map(({ layer }) => ({ origin: `overlay ${layer.name}`, tier, values: layer.values }))
  const { preset } = input
  const layers: ReadonlyArray<ValuesLayer> = [
    ...of('preset'),
    ...(preset === undefined
      ? []
      : [{ origin: `preset ${preset.name}`, tier: 'preset' as const, values: preset.values }]),
    ...of('overlay'),
    ...input.layers,
  ]
  const conflicts = valuesConflicts(stacked)
  if (conflicts.length > 0) return E.left(conflicts)
  return pipe(
    mergeLayers(schema, layers),
    E.chain((merged) => decode(schema, merged, layers, input.available ?? [])),
    E.chain((decoded) => {
      const values = decoded as unknown as Values // the table of the core is a part of the schema
      const problems = [...checkCore(values), ...stacked.flatMap(({ layer }) => layer.check(values))]
      const wrong = [...asErrors(problems, values, layers), ...refusedValues(stacked, layers)]
      return wrong.length > 0 ? E.left(wrong) : E.right(values)
    }),
  )
}

/** Stage 2: objects. */
const objectsOf = (
  values: Values,
  stacked: ReadonlyArray<Stacked>,
): E.Either<BuildErrors, { readonly installation: JsonObject; readonly config: Config }> => {
  const edits = stacked.flatMap(({ layer }) =>
    layer.edits === null ? [] : [edit<Installation>(layer.edits, layer.name)],
  )
  return pipe(
    evaluate(mix(server(values), ...edits), { reveal: ['config'] }),
    E.map((installation) => ({ installation, config: at(installation, ['config']) as unknown as Config })), // evaluated from a Config
    E.mapLeft((error): BuildErrors => [error]),
  )
}

/** Every object of every component that is not switched off. */
const manifestsOf = (installation: JsonObject): ReadonlyArray<JsonObject> =>
  Object.entries(installation)
    .filter(([name]) => name !== 'config')
    .flatMap(([, component]) => (isObject(component) ? Object.values(component).filter(isObject) : []))

const failAll = <A>(result: E.Either<ReadonlyArray<BuildError>, A>): E.Either<BuildErrors, A> =>
  E.mapLeft((errors: ReadonlyArray<BuildError>) => errors as BuildErrors)(result) // a Left always holds one at least
