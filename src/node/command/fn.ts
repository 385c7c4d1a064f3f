/** `clearml-manifests fn`: a KRM function, as kustomize and kpt run it. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type * as Yaml from 'yaml'
import { buildLayers } from '../../build.js'
import { type FunctionConfig, functionConfigOf } from '../../fn/functionConfig.js'
import { type Described, describedIn, pathIn } from '../../fn/installation.js'
import { kustomizationIn, type Parse } from '../../fn/kustomization.js'
import { laidOver } from '../../fn/laidOver.js'
import { merged } from '../../fn/merged.js'
import { type Done, printed } from '../../fn/print.js'
import { type ResourceList, resourceListOf } from '../../fn/resourceList.js'
import { type Fault, referenceTo, resultsOf } from '../../fn/result.js'
import { orderedYaml } from '../../fn/yaml.js'
import { isArray, isObject, type Json, type JsonObject } from '../../json.js'
import { toYamlDocument } from '../../kube/yaml.js'
import type { Kustomization } from '../../kustomization/kustomization.js'
import { publishedCredentials } from '../../lint/publishedCredentials.js'
import { showFault } from '../../lint/showFinding.js'
import { find, streamOf } from '../../lint/stream.js'
import type { Overlay } from '../../overlay.js'
import type { Answer } from '../answer.js'
import { type CommandError, type CommandErrors, showCommandError } from '../commandError.js'
import { inlineDocuments } from '../inlineDocuments.js'
import { showInputError } from '../inputError.js'
import { overlayNamed, overlayNames, presetNamed } from '../names.js'
import { entryIn, patchOverlay } from '../patchFile.js'
import { parseDocuments } from '../readDocuments.js'
import { fileName, readText } from '../readText.js'

type Faults = ReadonlyArray<Fault>

/**
 * Reads a ResourceList from standard input, and gives it after what its `functionConfig` asks for. What cannot be done is
 * an error, and a result in the list, whose items are as they were; a text that is no ResourceList is an error alone.
 */
export const fn =
  (cwd: string): TaskEither<CommandErrors, Answer> =>
  async () => {
    const [text, yaml] = await Promise.all([readText('-', cwd)(), import('yaml')])
    return E.isLeft(text) ? E.left([text.left]) : answerTo(text.right, yaml)
  }

/** The same of a text. */
export const answerTo = (text: string, yaml: typeof Yaml): E.Either<CommandErrors, Answer> => {
  const documents = parseDocuments(yaml, text, fileName('-'))
  if (E.isLeft(documents)) return documents
  const [document, second] = documents.right
  if (second !== undefined) {
    return E.left([{ _tag: 'SeveralDocuments', file: fileName('-'), line: second.position.line }])
  }
  const read = resourceListOf(document?.data ?? null)
  if (E.isLeft(read)) return E.left(read.left.map(asError))
  const list = read.right
  const source = { text, positions: document?.positions ?? new Map() }
  const done = pipe(
    functionConfigOf(list.functionConfig),
    E.chain((config): E.Either<Faults, CarriedOut> => carriedOut(list, config, yaml)),
    E.chain(withoutPublished),
  )
  if (E.isRight(done)) {
    const { warnings } = done.right
    const faults = warnings.map((message) => ({ message }))
    const results = resultsOf(faults, 'warning', list.functionConfig)
    return E.right({ text: printed(list, { ...done.right, results }, source), warnings })
  }
  const results = resultsOf(done.left, 'error', list.functionConfig)
  const unchanged: Done = { items: list.items, results, yaml: orderedYaml }
  return E.right({
    text: printed(list, unchanged, source),
    warnings: [],
    errors: done.left.map(asError),
  })
}

interface CarriedOut extends Omit<Done, 'results'> {
  readonly warnings: ReadonlyArray<string>
}

const carriedOut = (
  { items }: ResourceList,
  config: FunctionConfig,
  yaml: typeof Yaml,
): E.Either<Faults, CarriedOut> => {
  if (config._tag === 'Kustomization') {
    return E.map((after: ReadonlyArray<JsonObject>) => ({ items: after, warnings: [], yaml: orderedYaml }))(
      E.chain((kustomization: Kustomization) => laidOver(items, kustomization, config.leniency))(
        kustomizationIn(config, parseWith(yaml)),
      ),
    )
  }
  return E.chain((described: Described) =>
    E.map(({ manifests, warnings }: Made) => ({
      items: merged(items, manifests),
      warnings,
      yaml: toYamlDocument,
    }))(installed(described, config, yaml)),
  )(describedIn(config))
}

/** The one rule that cannot be switched off, for objects of others too. */
const withoutPublished = (done: CarriedOut): E.Either<Faults, CarriedOut> => {
  const stream = streamOf(done.items)
  const faults = publishedCredentials(stream).map((fault): Fault => {
    const message = `${showFault(fault)} [publishedCredentials]`
    const object = referenceTo(find(stream, fault.object)?.manifest ?? {})
    return object === undefined ? { message } : { message, object }
  })
  return faults.length === 0 ? E.right(done) : E.left(faults)
}

interface Made {
  readonly manifests: ReadonlyArray<JsonObject>
  readonly warnings: ReadonlyArray<string>
}

/** What `build` makes of the same; names in the words of the config. */
const installed = (
  described: Described,
  config: FunctionConfig,
  yaml: typeof Yaml,
): E.Either<Faults, Made> => {
  const { origin } = config
  const place = { origin }
  const preset = described.preset === null ? E.right(null) : presetNamed({ name: described.preset, place })
  const overlays = described.overlays.map((name) => overlayNamed({ name, place }))
  const patches = described.patches.map((item, i) => patchesOf(item, i, config, yaml))
  const errors = [...RA.lefts([preset]), ...RA.lefts(overlays), ...RA.lefts(patches).flat()]
  if (errors.length > 0) return E.left(errors.map(faultIn(config)))
  const built = buildLayers({
    ...(E.isLeft(preset) || preset.right === null ? {} : { preset: preset.right }),
    overlays: [...RA.rights(overlays), ...RA.rights(patches)],
    available: overlayNames,
    layers: described.layers,
  })
  return E.mapLeft((wrong: CommandErrors) => wrong.map(faultIn(config)))(built)
}

const patchesOf = (
  item: Json,
  i: number,
  { origin, allow, leniency }: FunctionConfig,
  yaml: typeof Yaml,
): E.Either<CommandErrors, Overlay> => {
  const name = `patches-${i}`
  const place = { origin: `${origin}: patches[${i}]` }
  const said = isObject(item) && isArray(item.allow ?? null) ? (item.allow as ReadonlyArray<Json>) : [] // a list
  return E.map((entry: Parameters<typeof patchOverlay>[0][number]) =>
    patchOverlay(
      allow.length === 0 ? [entry] : [{ ...entry, allow: [...said, ...allow] }],
      { path: name, file: place.origin, name },
      { leniency },
    ),
  )(entryIn(yaml, item, { place, positions: new Map() }, place.origin))
}

const parseWith =
  (yaml: typeof Yaml): Parse =>
  (text, name) =>
    E.mapLeft((errors: ReadonlyArray<Parameters<typeof showInputError>[0]>) => errors.map(showInputError))(
      inlineDocuments(yaml, text, name, undefined),
    )

const faultIn =
  (config: FunctionConfig) =>
  (error: CommandError): Fault => {
    const message = showCommandError(error)
    return error._tag === 'UnknownValue' || error._tag === 'InvalidValue'
      ? { message, path: pathIn(config, error.place, error.path) }
      : { message }
  }

const asError = ({ message }: Fault): CommandError => ({ _tag: 'Usage', message })
