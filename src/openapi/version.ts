/** Versions of Kubernetes: those whose OpenAPI the tables hold. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { versions } from './tables/versions.js'

/** A minor version such as `1.33`, one of `kubeVersions`. */
export type KubeVersion = string

/** The versions that can be validated against, oldest first. */
export const kubeVersions: ReadonlyArray<KubeVersion> = versions

/** The newest one, which is taken where none is named. */
export const currentKubeVersion: KubeVersion = versions[versions.length - 1] ?? ''

/** Not a version that the tables hold; `known` are those. */
export interface UnknownKubeVersion {
  readonly _tag: 'UnknownKubeVersion'
  readonly text: string
  readonly known: ReadonlyArray<KubeVersion>
}

/** Reads `1.33`, `v1.33`, `1.33.4` and what clusters report, such as `v1.33.4-gke.100`: the minor version counts. */
export const parseKubeVersion = (text: string): Either<UnknownKubeVersion, KubeVersion> => {
  const minor = /^v?(\d+\.\d+)(?:[.+-].*)?$/.exec(text.trim())?.[1]
  return minor !== undefined && versions.includes(minor)
    ? E.right(minor)
    : E.left({ _tag: 'UnknownKubeVersion', text, known: versions })
}

/** One error in words. */
export const showKubeVersionError = ({ text, known }: UnknownKubeVersion): string =>
  `${JSON.stringify(text)} is no Kubernetes version that is known here; expected one of ${known.join(', ')}`

/** Whether `version` is `since` or later; `since` may be a version that the tables do not hold. */
export const isSince = (version: KubeVersion, since: string): boolean => minorOf(version) >= minorOf(since)

const minorOf = (version: string): number => Number(version.split('.')[1])
