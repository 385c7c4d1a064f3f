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
import { collect } from './collect.js'
import type { Config } from './components/installation.js'
import { evaluate } from './dsl/index.js'
import { editsConflicts } from './editsConflicts.js'
import type { BuildError } from './error.js'
import { readInput } from './input.js'
import { installed } from './installed.js'
import { at, type JsonObject } from './json.js'
import type { Ignore } from './lint/index.js'
import { manifestsOf } from './manifests.js'
import { objectsOf, switchedOff } from './objects.js'
import type { Overlay, Preset } from './overlay.js'
import { patched } from './patched.js'
import { type Made, type ObjectProvenance, provenanceOf } from './provenance/index.js'
import { originOf, refusedValues, type Stacked, stack, valuesConflicts } from './stack.js'
import { asErrors, checkCore } from './values/check.js'
import { decode, mergeLayers } from './values/decode.js'
import type { ValuesLayer } from './values/layer.js'
import type { Values, ValuesInput } from './values/table.js'
import { schemaOf, valuesLayers } from './valuesLayers.js'
import { warnings } from './warnings.js'

/** What to build. */
export interface Build {
  readonly preset?: Preset
  /** In this order; each is laid over the ones before it. */
  readonly overlays?: ReadonlyArray<Overlay>
  /** The strongest layer. An overlay's own values stand under its name. */
  readonly values?: ValuesInput
  /** Lint rules to switch off: `RULE`, or `RULE:KIND/NAME` for one object. */
  readonly ignore?: ReadonlyArray<string>
  /** Whether to find out where each field comes from, which takes many times as long. */
  readonly provenance?: boolean
}

/** What only callers with files and flags have: several layers of values, two tiers of overlays, names to suggest. */
export interface DetailedBuild extends Omit<Build, 'values' | 'ignore' | 'provenance'> {
  readonly layers: ReadonlyArray<ValuesLayer>
  /** Overlays that are stronger than `overlays`, and replace what fills their slot there. */
  readonly userOverlays?: ReadonlyArray<Overlay>
  /** Names of overlays to take away. */
  readonly without?: ReadonlyArray<string>
  /** Names of overlays that exist, so that values of one that is not selected are named as such. */
  readonly available?: ReadonlyArray<string>
  readonly ignore?: ReadonlyArray<Ignore>
}

export type BuildErrors = ReadonlyNonEmptyArray<BuildError>

/** The stream, in the order in which it is applied, and what the user should know. */
export interface Built {
  readonly manifests: ReadonlyArray<JsonObject>
  /** One sentence each: what will not work as the installation stands. */
  readonly warnings: ReadonlyArray<string>
  /** What the overlays ask to be done by hand: lines of text. */
  readonly notes: ReadonlyArray<string>
  readonly values: Values
  readonly config: Config
  readonly stack: ReadonlyArray<Stacked>
  /** Of each object, where asked for: the chain of those who had a part in it, for each leaf. */
  readonly provenance?: ReadonlyArray<ObjectProvenance>
}

/**
 * The manifests of an installation. Laws: deterministic; the order of keys in `values` does not matter; never throws,
 * whatever a caller without types passes.
 */
export const build = (input: Build): E.Either<BuildErrors, Built> =>
  pipe(
    failAll(readInput(input)),
    E.chain(({ values, provenance, ...rest }) => {
      const detailed: DetailedBuild = { ...rest, layers: [{ origin: 'values', tier: 'user', values }] }
      return pipe(
        buildLayers(detailed),
        E.map((built) =>
          provenance ? { ...built, provenance: provenanceOf(madeOf(detailed, built)) } : built,
        ),
      )
    }),
  )

/** What `explained` asks for. */
export const madeOf = (input: DetailedBuild, { values, stack: stacked }: Built): Made => ({
  values,
  stack: stacked,
  layers: valuesLayers(input, stacked),
})

/** The same from several layers of values. */
export const buildLayers = (input: DetailedBuild): E.Either<BuildErrors, Built> =>
  pipe(
    evaluated(input),
    E.chainFirst(({ stack: stacked, values, objects }) =>
      failAll(checkedConfig(input, stacked, values, objects.config)),
    ),
    E.bind('patched', ({ stack: stacked, values, objects }) =>
      failAll(
        patched(
          stacked,
          [
            ...objectsOf(objects.installation, values.server.enabled).map(({ object }) => object),
            ...added(stacked),
          ],
          { namespace: values.namespace.name, off: switchedOff(objects.installation, values) },
        ),
      ),
    ),
    E.bind('external', ({ stack: stacked, values }) =>
      failAll(collect(stacked, 'external', (layer) => layer.external(values))),
    ),
    E.bind('stream', ({ values, patched: objects, external }) =>
      failAll(manifestsOf(objects.manifests, values, external, input.ignore ?? [])),
    ),
    E.bind('said', ({ stack: stacked, values, objects: { config } }) => said(stacked, values, config)),
    E.map(
      ({
        stream,
        stack: stacked,
        values,
        objects: { config },
        patched: { warnings: left },
        said: { warned, noted },
      }) => ({
        manifests: stream.manifests,
        warnings: [...new Set([...warnings(values, config), ...warned, ...left, ...stream.warnings])],
        notes: [...new Set(noted)],
        values,
        config,
        stack: stacked,
      }),
    ),
  )

/**
 * The installation that all of this describes, as data: `values`, `config`, and the objects of each component (`null`:
 * switched off) before they become manifests.
 */
export const installationOf = (input: DetailedBuild): E.Either<BuildErrors, JsonObject> =>
  pipe(
    evaluated(input),
    E.map(({ values, objects }) => ({ ...objects.installation, values: values as unknown as JsonObject })), // decoded data
  )

/** Stages 1 and 2. */
const evaluated = (input: DetailedBuild) =>
  pipe(
    E.Do,
    E.bind('stack', () => failAll(stackOf(input))),
    E.bind('values', (built) => failAll(valuesOf(input, built.stack))),
    E.bind('objects', (built) => installationOfStack(built.values, built.stack)),
  )

const stackOf = (input: DetailedBuild): E.Either<ReadonlyArray<BuildError>, ReadonlyArray<Stacked>> =>
  pipe(
    stack({ overlays: [], userOverlays: [], without: [], ...input }),
    E.chainW((stacked) => {
      const faults = stacked.flatMap(({ layer }) =>
        layer.faults.map((fault): BuildError => ({ _tag: 'InvalidInput', ...fault, place: originOf(layer) })),
      )
      return faults.length > 0 ? E.left(faults) : E.right(stacked)
    }),
  )

/** Stage 1: data. */
const valuesOf = (
  input: DetailedBuild,
  stacked: ReadonlyArray<Stacked>,
): E.Either<ReadonlyArray<BuildError>, Values> => {
  const schema = schemaOf(stacked)
  const layers = valuesLayers(input, stacked)
  const conflicts = valuesConflicts(stacked, schema)
  if (conflicts.length > 0) return E.left(conflicts)
  return pipe(
    mergeLayers(schema, layers),
    E.chain((merged) => decode(schema, merged, layers, input.available ?? [])),
    E.chainW((decoded) => {
      const values = decoded as unknown as Values // the table of the core is a part of the schema
      return pipe(
        collect(stacked, 'check', (layer) => layer.check(values)),
        E.chain((problems) => {
          const found = [...checkCore(values), ...problems]
          const wrong = [...asErrors(found, values, layers), ...refusedValues(stacked, layers)]
          return wrong.length > 0 ? E.left<ReadonlyArray<BuildError>>(wrong) : E.right(values)
        }),
      )
    }),
  )
}

/** Stage 2: objects. */
const installationOfStack = (
  values: Values,
  stacked: ReadonlyArray<Stacked>,
): E.Either<BuildErrors, { readonly installation: JsonObject; readonly config: Config }> =>
  pipe(
    evaluate(installed(values, stacked), { reveal: ['config'] }),
    E.map((installation) => ({ installation, config: at(installation, ['config']) as unknown as Config })), // evaluated from a Config
    E.mapLeft((error): BuildErrors => [error]),
    E.chain((objects) => {
      const conflicts = editsConflicts(values, stacked)
      return failAll(conflicts.length > 0 ? E.left(conflicts) : E.right(objects))
    }),
  )

/** What shows only in what is derived from the values. */
const checkedConfig = (
  input: DetailedBuild,
  stacked: ReadonlyArray<Stacked>,
  values: Values,
  config: Config,
): E.Either<ReadonlyArray<BuildError>, null> =>
  pipe(
    collect(stacked, 'checkConfig', (layer) => layer.checkConfig(values, config)),
    E.chain((problems) => {
      const wrong = asErrors(problems, values, valuesLayers(input, stacked))
      return wrong.length > 0 ? E.left<ReadonlyArray<BuildError>>(wrong) : E.right(null)
    }),
  )

/** What overlays add. */
const added = (stacked: ReadonlyArray<Stacked>): ReadonlyArray<JsonObject> =>
  stacked.flatMap(({ layer }) => layer.objects)

/** What the overlays have to say. */
const said = (stacked: ReadonlyArray<Stacked>, values: Values, config: Config) =>
  failAll(
    pipe(
      E.Do,
      E.bind('warned', () => collect(stacked, 'warnings', (layer) => layer.warnings(values, config))),
      E.bind('noted', () => collect(stacked, 'notes', (layer) => layer.notes(values, config))),
    ),
  )

const failAll = <A>(result: E.Either<ReadonlyArray<BuildError>, A>): E.Either<BuildErrors, A> =>
  E.mapLeft((errors: ReadonlyArray<BuildError>) => errors as BuildErrors)(result) // a Left always holds one at least
