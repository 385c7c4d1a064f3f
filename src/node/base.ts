/** `build --base`: overlays laid over manifests that came from elsewhere. */
import { resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type { JsonObject } from '../json.js'
import { accumulated, finished } from '../kustomization/build.js'
import { withBuildMetadata, withoutBuildAnnotations } from '../kustomization/buildMetadata.js'
import { type KustomizationError, showKustomizationError } from '../kustomization/error.js'
import type { Kustomization } from '../kustomization/kustomization.js'
import { appended, resourcesOfFile } from '../kustomization/resources.js'
import { inSortOrder } from '../kustomization/sortOrder.js'
import type { Context } from '../kustomization/transformer.js'
import { publishedCredentials } from '../lint/publishedCredentials.js'
import { showFault } from '../lint/showFinding.js'
import { streamOf } from '../lint/stream.js'
import { type Layer, labelOf, type Overlay } from '../overlay.js'
import type { Resource } from '../patch/resource.js'
import { type Writes, written } from '../patchConflicts.js'
import { positionOf } from '../position.js'
import type { CommandError, CommandErrors } from './commandError.js'
import { readDirectory } from './kustomization/directory.js'
import { isKustomizationDirectory } from './kustomization/root.js'
import { makeOverlay } from './makeOverlay.js'
import { isOverlayPath, overlayFile } from './overlayFile.js'
import { openOverlay } from './overlayFiles.js'
import { patchContext } from './patchContext.js'
import { patchOverlays } from './patchOverlays.js'
import { readManifests } from './readManifests.js'
import { fileName } from './readText.js'
import { type BuildFlags, patchesIn } from './request.js'

/** What has come of it. */
export interface OnBase {
  readonly manifests: ReadonlyArray<JsonObject>
  readonly warnings: ReadonlyArray<string>
}

type Result<A> = E.Either<CommandErrors, A>

/**
 * The manifests of `base` (a file, `-`, a directory of files, or one with a kustomization.yaml) after the overlays, in their
 * order, and as they are: nothing is made canonical, and nothing checked but what overlays ask for, and that no credential of
 * ClearML's published ones is in them. Fails for overlays that need an installation of ClearML.
 */
export const buildOnBase = async (base: string, flags: BuildFlags, cwd: string): Promise<Result<OnBase>> => {
  const unfit = unfitFlags(flags)
  if (unfit.length > 0) return E.left(unfit)
  const context = await patchContext(flags, cwd)
  if (E.isLeft(context)) return context
  const [start, overlays] = await Promise.all([startOf(base, context.right, cwd), overlaysOf(flags, cwd)])
  if (E.isLeft(start) || E.isLeft(overlays)) {
    return E.left([...(E.isLeft(start) ? start.left : []), ...(E.isLeft(overlays) ? overlays.left : [])])
  }
  const layers = overlays.right.flatMap((overlay) => overlay.layers)
  const needy = layers.flatMap(needOf)
  if (needy.length > 0) return E.left(needy)
  return E.chain(withoutPublished)(laid(start.right, layers, flags, context.right))
}

/** The one rule that cannot be switched off, for any stream. */
const withoutPublished = (result: OnBase): Result<OnBase> => {
  const faults = publishedCredentials(streamOf(result.manifests))
  return faults.length === 0
    ? E.right(result)
    : E.left(faults.map((fault) => failed('--base', `${showFault(fault)} [publishedCredentials]`)))
}

/** What the overlays are laid over: resources, and the kustomization that they come from. */
interface Start {
  readonly resources: ReadonlyArray<Resource>
  readonly kustomization: Kustomization | null
}

const startOf = async (base: string, context: Context, cwd: string): Promise<Result<Start>> => {
  if (base !== '-' && (await isKustomizationDirectory(resolve(cwd, base)))) {
    const read = await readDirectory(base, { ...context, cwd })
    if (E.isLeft(read)) return read
    const gathered = accumulated([], read.right, context)
    return E.bimap(asErrors(base), (resources: ReadonlyArray<Resource>) => ({
      resources,
      kustomization: read.right,
    }))(gathered)
  }
  const read = await readManifests(base, cwd)()
  if (E.isLeft(read)) return read
  const file = fileName(base)
  const manifests = read.right.map(({ manifest, positions }) => {
    const position = positionOf(positions, [])
    return { manifest, place: { origin: file, ...(position === undefined ? {} : { position }) } }
  })
  const kustomization = {
    kind: 'Kustomization',
    place: { origin: file },
    directory: '',
    fileName: file,
  } as const
  const resources = resourcesOfFile({ _tag: 'Manifests', path: file, manifests }, kustomization)
  return E.bimap(asErrors(base), (all: ReadonlyArray<Resource>) => ({ resources: all, kustomization: null }))(
    E.chain((all: ReadonlyArray<Resource>) => appended([], all))(resources),
  )
}

const overlaysOf = async (flags: BuildFlags, cwd: string): Promise<Result<ReadonlyArray<Overlay>>> => {
  const opened = await Promise.all(
    (flags.overlay ?? []).map(async (text): Promise<Result<Overlay>> => {
      if (!isOverlayPath(text)) return E.left([needsInstallation(`--overlay ${text}`)])
      const one = await openOverlay(overlayFile(text, cwd, cwd), flags, cwd)
      if (E.isLeft(one)) return one
      const nothing = () => E.left([needsInstallation(`--overlay ${text}`)])
      return makeOverlay(one.right, { parameters: {}, base: nothing }, () => ({ origin: text }))
    }),
  )
  const patches = await patchOverlays(
    (flags.patch ?? []).map((file) => patchesIn(file, cwd)),
    flags,
    cwd,
  )
  const all = [...opened, ...patches]
  const errors = RA.lefts(all).flat()
  return errors.length > 0 ? E.left(errors) : E.right(RA.rights(all))
}

const laid = (
  { resources, kustomization }: Start,
  layers: ReadonlyArray<Layer>,
  { namespace }: BuildFlags,
  context: Context,
): Result<OnBase> => {
  const errors: CommandError[] = []
  const warnings: string[] = []
  let now = resources
  let writes: Writes = new Map()
  for (const layer of layers) {
    const more = appended(
      now,
      layer.objects.map((manifest) => ({ manifest, previous: [], place: { origin: labelOf(layer) } })),
    )
    if (E.isLeft(more)) {
      errors.push(...asErrors(labelOf(layer))(more.left))
      continue
    }
    const changed = layer.patching?.change(more.right, [])
    if (changed === undefined) now = more.right
    else if (E.isLeft(changed)) errors.push(...changed.left.map((line) => failed(labelOf(layer), line)))
    else {
      if (layers.length > 1) {
        const met = written(more.right, changed.right.resources, { tier: 'user', layer }, writes)
        errors.push(...met.conflicts.map((line) => failed(labelOf(layer), line)))
        writes = met.writes
      }
      now = changed.right.resources
      warnings.push(...changed.right.warnings)
    }
  }
  if (errors.length > 0) return E.left(errors)
  const placed = namespace === undefined ? E.right(now) : inNamespace(now, namespace, context)
  return E.bimap(asErrors('--base'), (all: ReadonlyArray<Resource>) => ({
    manifests: printed(all, kustomization),
    warnings,
  }))(E.chain((all: ReadonlyArray<Resource>) => finished(all, context))(placed))
}

/** In the order of the base. */
const printed = (
  resources: ReadonlyArray<Resource>,
  kustomization: Kustomization | null,
): ReadonlyArray<JsonObject> => {
  if (kustomization === null) return resources.map(({ manifest }) => manifest)
  const { buildMetadata = [], sortOptions } = kustomization
  return inSortOrder(resources, sortOptions)
    .map(withBuildMetadata(buildMetadata))
    .map((resource) => withoutBuildAnnotations(resource, buildMetadata))
}

const inNamespace = (
  resources: ReadonlyArray<Resource>,
  namespace: string,
  context: Context,
): E.Either<ReadonlyArray<KustomizationError>, ReadonlyArray<Resource>> =>
  accumulated(
    resources,
    { kind: 'Component', place: { origin: '--namespace' }, directory: '', fileName: '', namespace },
    context,
  )

/** An overlay that changes what there is not here. */
const needOf = (layer: Layer): CommandErrors => {
  const { values, edits, schema, faults } = layer
  const needs = [
    ...(Object.keys(values).length > 0 ? ['values'] : []),
    ...(Object.keys(schema.fields).length > 0 ? ['values of its own'] : []),
    ...(edits === null ? [] : ['edits']),
  ]
  if (faults.length > 0) return [failed(labelOf(layer), `${labelOf(layer)}: is no sound overlay`)]
  return needs.length === 0
    ? []
    : [needsInstallation(`the overlay ${labelOf(layer)} has ${needs.join(' and ')}, and`)]
}

const needsInstallation = (what: string, need = 'needs'): CommandError => ({
  _tag: 'Usage',
  message: `${what} ${need} the installation of ClearML, which --base replaces`,
})

const unfitFlags = (flags: BuildFlags): CommandErrors => {
  const given = {
    '--preset': flags.preset,
    '--no-overlay': flags.noOverlay,
    '--values': flags.values,
    '--set': flags.set,
    '--set-string': flags.setString,
    '--deployment': flags.deployment === 'none' ? undefined : flags.deployment,
    '--ignore': flags.ignore,
  }
  const names = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  return names.length === 0 ? [] : [needsInstallation(names.join(', '), names.length > 1 ? 'need' : 'needs')]
}

const failed = (origin: string, message: string): CommandError => ({ _tag: 'PatchFailed', origin, message })

const asErrors =
  (origin: string) =>
  (errors: ReadonlyArray<KustomizationError>): CommandErrors =>
    errors.map((error) => failed(origin, showKustomizationError(error)))
