import type { Either } from 'fp-ts/lib/Either.js'
import type { Path } from '../json.js'
import type { PatchOptions } from '../patch/apply.js'
import type { Leniency } from '../patch/leniency.js'
import type { Resource } from '../patch/resource.js'
import { type Place, placeIn } from '../position.js'
import type { KustomizationError } from './error.js'
import type { Kustomization } from './kustomization.js'

/** What all fields share. */
export interface Context extends PatchOptions {
  readonly leniency: Leniency
  /** Whether an object that claims data may neither go nor be renamed, unless the kustomization allows it. */
  readonly keepsClaims?: boolean
}

/**
 * What one field of a kustomization does to the resources gathered so far. A resource that it does not change is the very
 * same value in the result, and a resource keeps its place in the list.
 */
export type Transformer = (
  resources: ReadonlyArray<Resource>,
  kustomization: Kustomization,
  context: Context,
) => Either<ReadonlyArray<KustomizationError>, ReadonlyArray<Resource>>

/** Where the value at `path` of a kustomization was written. */
export const placeAt = ({ place, positions }: Kustomization, path: Path): Place =>
  placeIn(place, positions, path)
