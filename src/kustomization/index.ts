/** The sub-path `/patch`: Kustomize's changes on any manifests. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type { JsonObject } from '../json.js'
import type { KubeVersion } from '../openapi/index.js'
import { customFields } from '../patch/customFields.js'
import type { Leniency } from '../patch/leniency.js'
import { type Resource, resourcesOf } from '../patch/resource.js'
import { accumulated, finished } from './build.js'
import { withBuildMetadata, withoutBuildAnnotations } from './buildMetadata.js'
import { kustomizationOf } from './data.js'
import type { KustomizationError } from './error.js'
import type { Kustomization } from './kustomization.js'
import type { Context } from './transformer.js'

export * from '../patch/index.js'
export { type KustomizationError, showKustomizationError } from './error.js'

export interface CustomizeOptions {
  /** `strict` if it is absent. */
  readonly leniency?: Leniency
  /** CustomResourceDefinitions, by which lists of custom resources are merged. */
  readonly crds?: ReadonlyArray<JsonObject>
  /** Whose merge keys count; the newest that is known if it is absent. */
  readonly kubeVersion?: KubeVersion
}

/**
 * The manifests after kustomizations, laid over them one after the other: fields of a kustomization.yaml as data, with
 * manifests as `resources` and data as the `patch` of an entry. Their order stays; what is added comes last. Nothing that is
 * handed in is changed. `Left` holds the errors of the first kustomization that is wrong.
 *
 * Laws: no kustomizations change nothing; two runs are one with both lists, as long as nothing is renamed between them.
 */
export const customize = (
  manifests: ReadonlyArray<JsonObject>,
  kustomizations: ReadonlyArray<JsonObject>,
  { leniency = 'strict', crds = [], kubeVersion }: CustomizeOptions = {},
): Either<ReadonlyArray<KustomizationError>, ReadonlyArray<JsonObject>> => {
  const context: Context = {
    leniency,
    keepsClaims: leniency === 'strict',
    ...(kubeVersion === undefined ? {} : { kubeVersion }),
    ...(crds.length === 0 ? {} : { fields: customFields(crds, kubeVersion) }),
  }
  const read = RA.separate(
    kustomizations.map((data, i) =>
      kustomizationOf(data, { place: { origin: `kustomizations[${i}]` } }, leniency),
    ),
  )
  if (read.left.length > 0) return E.left(read.left.flat())
  const metadata = read.right.flatMap(({ buildMetadata = [] }) => buildMetadata)
  return pipe(
    read.right.reduce(
      (result, kustomization) =>
        E.chain((now: ReadonlyArray<Resource>) => laid(now, kustomization, context))(result),
      E.right(resourcesOf(manifests)) as Either<ReadonlyArray<KustomizationError>, ReadonlyArray<Resource>>, // as it goes on
    ),
    E.chain((resources) => (kustomizations.length === 0 ? E.right(resources) : finished(resources, context))),
    E.map((resources) => resources.map((resource) => withoutBuildAnnotations(resource, metadata))),
  )
}

const laid = (
  resources: ReadonlyArray<Resource>,
  kustomization: Kustomization,
  context: Context,
): Either<ReadonlyArray<KustomizationError>, ReadonlyArray<Resource>> =>
  E.map((after: ReadonlyArray<Resource>) => after.map(withBuildMetadata(kustomization.buildMetadata ?? [])))(
    accumulated(resources, kustomization, context),
  )
