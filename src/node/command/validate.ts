/** `clearml-manifests validate`: any stream against the API of a version of Kubernetes. */
import * as E from 'fp-ts/lib/Either.js'
import { flow, pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { findings, type Line } from '../../findings.js'
import type { JsonObject } from '../../json.js'
import { podSecurityLevels, ruleIds, showIgnore, showPodSecurity } from '../../lint/index.js'
import {
  currentKubeVersion,
  flat,
  type Given,
  isCrd,
  type KubeVersion,
  parseKubeVersion,
  showKubeVersionError,
  showSchemaFinding,
  validate as validateStream,
} from '../../openapi/index.js'
import type { CommandErrors } from '../commandError.js'
import { ignoresOf } from '../ignores.js'
import { readStream } from '../readStream.js'

/** The flags of `validate` that `build --validate` has too. */
export interface ValidateFlags {
  readonly kubeVersion?: string
  readonly crd?: ReadonlyArray<string>
}

/** Those of the command alone. */
export interface LintFlags {
  readonly ignore?: ReadonlyArray<string>
  readonly podSecurity?: boolean
}

/** What the command says, and whether the API server would take the stream: exit code 0 or 1. */
export interface Verdict {
  /** One line for each problem, for standard output; empty if there is none. With `--pod-security`, its table. */
  readonly text: string
  readonly warnings: ReadonlyArray<string>
  /** `3 problems and 1 warning in 12 objects (Kubernetes 1.36)`, for standard error. */
  readonly summary: string
  readonly ok: boolean
}

/** Checks a file, or standard input with `-`. Fails for what cannot be read, and for a version that is not known. */
export const validate = (
  file: string | undefined,
  { ignore, podSecurity, ...flags }: ValidateFlags & LintFlags,
  cwd: string,
): TE.TaskEither<CommandErrors, Verdict> =>
  pipe(
    TE.Do,
    TE.bind('ignores', () => TE.fromEither(ignoresOf(ignore, ruleIds))),
    TE.bind('api', () => apiOf(flags, cwd)),
    TE.bindW('documents', () => readStream(file ?? '-', cwd)),
    TE.map(({ ignores, api, documents }) => {
      const { lines, idle } = findings(documents, { ...api, ignores })
      const found = verdict(lines, documents, api.version)
      const table = podSecurity === true ? podSecurityLevels(manifestsOf(documents)) : []
      return {
        ...found,
        text: found.text + table.map((one) => `${showPodSecurity(one)}\n`).join(''),
        warnings: idle.map((one) => `--ignore ${showIgnore(one)}: hides nothing`),
      }
    }),
  )

/** Checks manifests of a build, whose rules have been at them: by the API alone. */
export const validateManifests = (
  manifests: ReadonlyArray<JsonObject>,
  flags: ValidateFlags,
  cwd: string,
): TE.TaskEither<CommandErrors, Verdict> =>
  pipe(
    apiOf(flags, cwd),
    TE.map((api) => {
      const given = manifests.map((manifest) => ({ manifest }))
      const lines = validateStream(given, api).map((finding) => ({
        severity: finding.severity,
        text: showSchemaFinding(finding),
      }))
      return verdict(lines, given, api.version)
    }),
  )

interface Api {
  readonly version: KubeVersion
  readonly crds: ReadonlyArray<JsonObject>
}

/** Version and CRDs are read before anything else. */
const apiOf = ({ kubeVersion, crd = [] }: ValidateFlags, cwd: string): TE.TaskEither<CommandErrors, Api> =>
  pipe(
    TE.fromEither(versionOf(kubeVersion)),
    TE.bindTo('version'),
    TE.bindW('crds', () => readCrds(crd, cwd)),
  )

const manifestsOf = (given: ReadonlyArray<Given>): ReadonlyArray<JsonObject> =>
  given.flatMap(flat).map(({ manifest }) => manifest)

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

const verdict = (lines: ReadonlyArray<Line>, given: ReadonlyArray<Given>, version: KubeVersion): Verdict => {
  const problems = lines.filter(({ severity }) => severity === 'error').length
  const warnings = lines.length - problems
  const found = [
    ...(problems > 0 || warnings === 0 ? [count(problems, 'problem')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ].join(' and ')
  return {
    text: lines.map(({ text }) => `${text}\n`).join(''),
    warnings: [],
    summary: `${found} in ${count(manifestsOf(given).length, 'object')} (Kubernetes ${version})`,
    ok: problems === 0,
  }
}

const count = (number: number, what: string): string =>
  `${number === 0 ? 'no' : number} ${what}${number === 1 ? '' : 's'}`
