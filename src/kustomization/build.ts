/**
 * A kustomization, carried out in Kustomize's order: resources, generators, components, then the transformers; hashes and
 * references when all directories are done.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { at, isArray, type JsonObject } from '../json.js'
import { withoutEmptyAnnotations } from '../patch/change.js'
import type { Allowed } from '../patch/patch.js'
import type { Resource } from '../patch/resource.js'
import type { Place } from '../position.js'
import { originOfField, transformedBy, withBuildMetadata, withoutBuildAnnotations } from './buildMetadata.js'
import { lostClaims } from './claims.js'
import type { KustomizationError } from './error.js'
import { absorbed, generated } from './generators.js'
import { hashed } from './hash.js'
import type { Kustomization } from './kustomization.js'
import { withReferences } from './references.js'
import { appended, resourcesOfFile } from './resources.js'
import { inSortOrder } from './sortOrder.js'
import { steps } from './steps.js'
import { type Context, placeAt } from './transformer.js'
import { withoutNulls } from './withoutNulls.js'

type Result = E.Either<ReadonlyArray<KustomizationError>, ReadonlyArray<Resource>>

/** What a kustomization makes of what has been gathered before it. References to what it renames are not followed yet. */
export const accumulated = (
  before: ReadonlyArray<Resource>,
  given: Kustomization,
  context: Context,
): Result => {
  const kustomization = withoutNulls(given)
  return pipe(
    withResources(before, kustomization, context),
    E.chain((resources) =>
      pipe(
        generated(kustomization, context),
        E.chain((made) => absorbed(resources, made.map(withOrigin(kustomization)), context)),
      ),
    ),
    E.chain((resources) =>
      (kustomization.components ?? []).reduce<Result>(
        (result, component) =>
          E.chain((now: ReadonlyArray<Resource>) =>
            // Kustomize gathers anew what each component has made.
            E.chain((all: ReadonlyArray<Resource>) => appended([], all))(
              accumulated(now, inheriting(component, kustomization), context),
            ),
          )(result),
        E.right(resources),
      ),
    ),
    E.chain((resources) => transformed(resources, kustomization, context)),
  )
}

/** What is done once, when all is gathered: hashes, references, and objects that are for tools only are left out. */
export const finished = (resources: ReadonlyArray<Resource>, context: Context): Result =>
  pipe(
    withReferences(hashed(resources), context),
    E.map((all) => all.filter(({ manifest }) => !isLocal(manifest))),
  )

/**
 * The objects of a kustomization that stands for itself, in its order. Nothing that is handed in is changed; equal data
 * gives equal objects.
 */
export const kustomize = (
  given: Kustomization,
  context: Context,
): E.Either<ReadonlyArray<KustomizationError>, ReadonlyArray<JsonObject>> => {
  const kustomization = withoutNulls(given)
  return pipe(
    accumulated([], kustomization, context),
    E.chain((resources) => finished(resources, context)),
    E.chain((resources) =>
      kustomization.sortOptions?.order === 'fifo' ? E.right(resources) : appended([], resources),
    ),
    E.map((resources) =>
      inSortOrder(resources, kustomization.sortOptions)
        .map(withBuildMetadata(kustomization.buildMetadata ?? []))
        .map((resource) => withoutBuildAnnotations(resource, kustomization.buildMetadata))
        .map(withoutEmptyAnnotations),
    ),
  )
}

const withResources = (
  before: ReadonlyArray<Resource>,
  kustomization: Kustomization,
  context: Context,
): Result =>
  (kustomization.resources ?? []).reduce<Result>(
    (result, source) =>
      pipe(
        result,
        E.chain((resources) =>
          pipe(
            source._tag === 'Manifests'
              ? resourcesOfFile(source, kustomization)
              : accumulated([], inheriting(source.kustomization, kustomization), context),
            E.chain((more) => appended(resources, more)),
          ),
        ),
      ),
    E.right(before),
  )

/** The outermost kustomization says whether origins are kept. */
const inheriting = (inner: Kustomization, { buildMetadata }: Kustomization): Kustomization => {
  const { buildMetadata: _, ...rest } = inner
  return buildMetadata === undefined ? rest : { ...rest, buildMetadata }
}

const withOrigin =
  (kustomization: Kustomization) =>
  (resource: Resource): Resource => {
    if ((kustomization.buildMetadata ?? []).length === 0) return resource
    const plugin = resource.manifest.kind === 'Secret' ? 'SecretGenerator' : 'ConfigMapGenerator'
    return { ...resource, origin: originOfField(kustomization, plugin) }
  }

const transformed = (
  resources: ReadonlyArray<Resource>,
  kustomization: Kustomization,
  context: Context,
): Result => {
  const errors: KustomizationError[] = []
  let now = resources
  for (const { field, transformer, plugin, runs } of steps) {
    if (errors.length > 0 && field === 'replacements') break // they may name what an earlier one has failed to make
    const count = runs(kustomization)
    if (count === 0) continue
    const hasNotes = (kustomization.buildMetadata ?? []).length > 0
    // Each entry notes what it has done, and may lose what was noted before.
    const parts = hasNotes ? eachEntry(kustomization, field) : [kustomization]
    const note = transformedBy(originOfField(kustomization, plugin))
    for (const part of parts) {
      const result = transformer(now, part, context)
      if (E.isLeft(result)) {
        errors.push(...result.left)
        continue
      }
      if (context.keepsClaims === true && result.right !== now) {
        errors.push(...unsaid(lostClaims(now, result.right, placeOf(part, field)), part, field))
      }
      now = result.right
      for (let i = 0; hasNotes && i < count / parts.length; i++) now = now.map(note)
    }
  }
  return errors.length > 0 ? E.left(errors) : E.right(now)
}

const eachEntry = (kustomization: Kustomization, field: keyof Kustomization): ReadonlyArray<Kustomization> =>
  field === 'patches' || field === 'patchesJson6902'
    ? (kustomization[field] ?? []).map((entry) => ({ ...kustomization, [field]: [entry] }))
    : [kustomization]

/** Of a field, or of the first patch in it. */
const placeOf = (kustomization: Kustomization, field: keyof Kustomization): Place => {
  const [first] = isPatches(field) ? (kustomization[field] ?? []) : []
  return first?.documents[0]?.place ?? placeAt(kustomization, [field])
}

const isPatches = (
  field: keyof Kustomization,
): field is 'patches' | 'patchesStrategicMerge' | 'patchesJson6902' => field.startsWith('patches')

/** Without what the kustomization allows, or a patch in the field. */
const unsaid = (
  errors: ReadonlyArray<KustomizationError>,
  kustomization: Kustomization,
  field: keyof Kustomization,
): ReadonlyArray<KustomizationError> => {
  const entries = isPatches(field) ? (kustomization[field] ?? []) : []
  const said = [
    ...(kustomization.allow ?? []),
    ...entries.flatMap(({ allow = null }) => (isArray(allow) ? allow : [])),
  ]
  const words: Readonly<Record<'renamed' | 'removed', Allowed>> = {
    renamed: 'renamedClaim',
    removed: 'removedClaim',
  }
  return errors.filter((error) => error._tag !== 'DataClaim' || !said.includes(words[error.change]))
}

const isLocal = (manifest: JsonObject): boolean => {
  const said = at(manifest, ['metadata', 'annotations', 'config.kubernetes.io/local-config'])
  return said !== undefined && said !== 'false'
}
