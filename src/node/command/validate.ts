/** `clearml-manifests validate`: any stream against the API of a version of Kubernetes. */
import * as E from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { JsonObject } from '../../json.js'
import {
  currentKubeVersion,
  flat,
  type Given,
  isCrd,
  type KubeVersion,
  parseKubeVersion,
  type SchemaFinding,
  showKubeVersionError,
  showSchemaFinding,
  validate as validateStream,
} from '../../openapi/index.js'
import type { CommandErrors } from '../commandError.js'
import { readStream } from '../readStream.js'

/** The flags of `validate`, which `build --validate` has too. */
export interface ValidateFlags {
  readonly kubeVersion?: string
  readonly crd?: ReadonlyArray<string>
}

/** What the command says, and whether the API server would take the stream: exit code 0 or 1. */
export interface Verdict {
  /** One line for each problem, for standard output; empty if there is none. */
  readonly text: string
  /** `3 problems and 1 warning in 12 objects (Kubernetes 1.36)`, for standard error. */
  readonly summary: string
  readonly ok: boolean
}

/** Checks a file, or standard input with `-`. Fails for what cannot be read, and for a version that is not known. */
export const validate = (
  file: string | undefined,
  flags: ValidateFlags,
  cwd: string,
): TE.TaskEither<CommandErrors, Verdict> =>
  pipe(
    TE.Do,
    TE.bind('judge', () => judgeOf(flags, cwd)),
    TE.bindW('documents', () => readStream(file ?? '-', cwd)),
    TE.map(({ judge, documents }) => judge(documents)),
  )

/** Checks manifests that are there already, such as those of a build. */
export const validateManifests = (
  manifests: ReadonlyArray<JsonObject>,
  flags: ValidateFlags,
  cwd: string,
): TE.TaskEither<CommandErrors, Verdict> =>
  pipe(
    judgeOf(flags, cwd),
    TE.map((judge) => judge(manifests.map((manifest) => ({ manifest })))),
  )

type Judge = (given: ReadonlyArray<Given>) => Verdict

/** Version and CRDs are read before anything else. */
const judgeOf = (
  { kubeVersion, crd = [] }: ValidateFlags,
  cwd: string,
): TE.TaskEither<CommandErrors, Judge> =>
  pipe(
    TE.fromEither(versionOf(kubeVersion)),
    TE.bindTo('version'),
    TE.bindW('crds', () => readCrds(crd, cwd)),
    TE.map(({ version, crds }) => (given: ReadonlyArray<Given>) => {
      const count = given.flatMap(flat).length
      return verdict(validateStream(given, { version, crds }), count, version)
    }),
  )

const versionOf = (text: string | undefined): E.Either<CommandErrors, KubeVersion> =>
  text === undefined
    ? E.right(currentKubeVersion)
    : pipe(
        parseKubeVersion(text),
        E.mapLeft(
          (error): CommandErrors => [
            { _tag: 'Usage', message: `--kube-version: ${showKubeVersionError(error)}` },
          ],
        ),
      )

/** All files are read, and what is wrong with them reported together. A file without a CRD is a mistake. */
const readCrds =
  (files: ReadonlyArray<string>, cwd: string): TE.TaskEither<CommandErrors, ReadonlyArray<JsonObject>> =>
  async () => {
    const all = await Promise.all(files.map((file) => crdsOf(file, cwd)()))
    const wrong = RA.lefts(all).flat()
    return wrong.length > 0 ? E.left(wrong) : E.right(RA.rights(all).flat())
  }

const crdsOf = (file: string, cwd: string): TE.TaskEither<CommandErrors, ReadonlyArray<JsonObject>> =>
  pipe(
    readStream(file, cwd),
    TE.mapLeft((errors): CommandErrors => errors),
    TE.map(
      flow(
        RA.chain(flat),
        RA.map(({ manifest }) => manifest),
        RA.filter(isCrd),
      ),
    ),
    TE.filterOrElse(
      RA.isNonEmpty,
      (): CommandErrors => [
        { _tag: 'Usage', message: `--crd ${file}: there is no CustomResourceDefinition in it` },
      ],
    ),
  )

const verdict = (findings: ReadonlyArray<SchemaFinding>, objects: number, version: KubeVersion): Verdict => {
  const problems = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.length - problems
  const found = [
    ...(problems > 0 || warnings === 0 ? [count(problems, 'problem')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ].join(' and ')
  return {
    text: findings.map((finding) => `${showSchemaFinding(finding)}\n`).join(''),
    summary: `${found} in ${count(objects, 'object')} (Kubernetes ${version})`,
    ok: problems === 0,
  }
}

const count = (number: number, what: string): string =>
  `${number === 0 ? 'no' : number} ${what}${number === 1 ? '' : 's'}`
