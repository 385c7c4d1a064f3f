/** What the flags say about how patches are carried out. */
import * as E from 'fp-ts/lib/Either.js'
import type { JsonObject } from '../json.js'
import type { Context } from '../kustomization/transformer.js'
import { parseKubeVersion, showKubeVersionError } from '../openapi/index.js'
import { customFields } from '../patch/customFields.js'
import type { CommandError, CommandErrors } from './commandError.js'
import { readStream } from './readStream.js'

/** Flags of all commands that patch. */
export interface PatchFlags {
  /** `kustomize`: with Kustomize's own leniency. */
  readonly strict?: string
  readonly kubeVersion?: string
  readonly crd?: ReadonlyArray<string>
}

/** Reads the definitions of custom resources. */
export const patchContext = async (
  { strict, kubeVersion, crd = [] }: PatchFlags,
  cwd: string,
): Promise<E.Either<CommandErrors, Context>> => {
  const errors: CommandError[] = []
  const version = kubeVersion === undefined ? undefined : parseKubeVersion(kubeVersion)
  if (version !== undefined && E.isLeft(version)) {
    errors.push({ _tag: 'Usage', message: showKubeVersionError(version.left) })
  }
  const crds: JsonObject[] = []
  for (const file of crd) {
    const read = await readStream(file, cwd)()
    if (E.isLeft(read)) errors.push(...read.left)
    else crds.push(...read.right.map(({ manifest }) => manifest))
  }
  if (errors.length > 0) return E.left(errors)
  const known = version !== undefined && E.isRight(version) ? { kubeVersion: version.right } : {}
  return E.right({
    leniency: strict === 'kustomize' ? 'kustomize' : 'strict',
    ...known,
    ...(crds.length === 0 ? {} : { fields: customFields(crds, known.kubeVersion) }),
  })
}
