/** A directory with a kustomization.yaml, built as Kustomize would build it. */
import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { JsonObject } from '../../json.js'
import { kustomize } from '../../kustomization/build.js'
import { showKustomizationError } from '../../kustomization/error.js'
import type { Kustomization } from '../../kustomization/kustomization.js'
import type { PatchOptions } from '../../patch/apply.js'
import type { Leniency } from '../../patch/leniency.js'
import type { PatchFailed } from '../../patched.js'
import { reasonOf } from '../inputError.js'
import { loadKustomization } from './load.js'
import { type LoadError, showLoadError } from './reading.js'

export interface DirectoryOptions extends PatchOptions {
  readonly leniency: Leniency
  /** What messages see files from. */
  readonly cwd: string
}

type Result<A> = E.Either<ReadonlyArray<PatchFailed>, A>

/** Reads the kustomization of a directory and all that it names. */
export const readDirectory = async (
  path: string,
  { leniency, cwd }: DirectoryOptions,
): Promise<Result<Kustomization>> => {
  try {
    const [directory, yaml] = await Promise.all([realpath(resolve(cwd, path)), import('yaml')])
    const loaded = await loadKustomization(directory, { cwd: await realpath(cwd), leniency, yaml })
    return E.mapLeft((errors: ReadonlyArray<LoadError>) =>
      errors.map((error) => failed(path, showLoadError(error, showKustomizationError))),
    )(loaded)
  } catch (error) {
    return E.left([failed(path, `${path}: cannot be read: ${reasonOf(error)}`)])
  }
}

/** The objects that Kustomize would make of a directory, in its order. */
export const buildDirectory = async (
  path: string,
  options: DirectoryOptions,
): Promise<Result<ReadonlyArray<JsonObject>>> => {
  const loaded = await readDirectory(path, options)
  if (E.isLeft(loaded)) return loaded
  const { cwd: _, ...context } = options
  return E.mapLeft((errors: ReadonlyArray<Parameters<typeof showKustomizationError>[0]>) =>
    errors.map((error) => failed(path, showKustomizationError(error))),
  )(kustomize(loaded.right, context))
}

const failed = (origin: string, message: string): PatchFailed => ({ _tag: 'PatchFailed', origin, message })
