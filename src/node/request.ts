/** From the flags of `build` to what is built. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { DetailedBuild } from '../build.js'
import { buildRuleIds } from '../lint/index.js'
import type { Overlay } from '../overlay.js'
import { parseAssignments } from '../values/assignment.js'
import type { Assignment, ValuesLayer } from '../values/layer.js'
import type { CommandError, CommandErrors } from './commandError.js'
import type { Deployment, Patches } from './deployment.js'
import { deploymentOf } from './deploymentFile.js'
import { ignoresOf } from './ignores.js'
import type { JsonnetFlags } from './jsonnet.js'
import { overlayNames, presetNamed } from './names.js'
import { overlayFile } from './overlayFile.js'
import type { PatchFlags } from './patchContext.js'
import { distinct, idleFlags, idlePatchFlags, named, select } from './selectOverlays.js'

/** The flags that say what is built, as `build` and `notes` share them. A list that is not given is absent. */
export interface BuildFlags extends JsonnetFlags, PatchFlags {
  readonly preset?: string
  readonly overlay?: ReadonlyArray<string>
  readonly noOverlay?: ReadonlyArray<string>
  readonly values?: ReadonlyArray<string>
  readonly set?: ReadonlyArray<string>
  readonly setString?: ReadonlyArray<string>
  readonly patch?: ReadonlyArray<string>
  readonly deployment?: string
  readonly namespace?: string
  readonly ignore?: ReadonlyArray<string>
  /** Of `build`: whether the stream is checked by the API of Kubernetes. */
  readonly validate?: boolean
}

/**
 * The deployment file first, then the flags: `--preset` replaces, `--overlay` appends, values files in their order,
 * `--set` and `--set-string` after them, `--namespace` last. What cannot be read is reported together, in this order.
 * Loads no module that reads YAML unless there is a file to read.
 */
export const request =
  (flags: BuildFlags, cwd: string): TaskEither<CommandErrors, DetailedBuild> =>
  async () => {
    const once = readOnce(flags)
    if (E.isLeft(once)) return once
    const [deployment, ...files] = await Promise.all([
      readDeployment(flags, cwd),
      ...(flags.values ?? []).map((file) => readValues(file, cwd)),
    ])
    const { preset, overlays, layers, patches } = E.isRight(deployment) ? deployment.right : none
    const chosen = flags.preset === undefined ? preset : { name: flags.preset, place: flag('--preset') }
    const base = chosen === null ? E.right(null) : presetNamed(chosen)
    const asked = (flags.overlay ?? []).map((name) => named(name, flag('--overlay'), cwd))
    const [below, above] = await Promise.all([
      select(distinct(overlays), flags, cwd),
      select(distinct(asked, overlays), flags, cwd),
    ])
    const [patchesBelow, patchesAbove] = await Promise.all([
      patchOverlays(patches, flags, cwd),
      patchOverlays(
        (flags.patch ?? []).map((file) => patchesIn(file, cwd)),
        flags,
        cwd,
      ),
    ])
    const sets = [
      ...(flags.set ?? []).map((text) => assignments('--set', text, false)),
      ...(flags.setString ?? []).map((text) => assignments('--set-string', text, true)),
    ]
    const ignores = ignoresOf(flags.ignore, buildRuleIds)
    const errors = [
      ...(E.isLeft(deployment) ? deployment.left : []),
      ...lefts([base]),
      ...lefts([...below, ...patchesBelow, ...above, ...patchesAbove]).flat(),
      ...idleFlags(flags, [...overlays, ...asked]),
      ...idlePatchFlags(flags, [...overlays, ...asked], patches),
      ...lefts(files).flat(),
      ...lefts(sets),
      ...(E.isLeft(ignores) ? ignores.left : []),
    ]
    if (errors.length > 0) return E.left(errors)
    const selected = {
      overlays: [...RA.rights(below), ...RA.rights(patchesBelow)],
      userOverlays: [...RA.rights(above), ...RA.rights(patchesAbove)],
    }
    const input = {
      ...(E.isLeft(base) || base.right === null ? {} : { preset: base.right }),
      without: flags.noOverlay ?? [],
      available: overlayNames,
      layers: [...layers, ...RA.rights(files), ...RA.rights(sets), ...namespaceOf(flags)],
      ignore: E.isLeft(ignores) ? [] : ignores.right,
    }
    const hasFiles = [...overlays, ...asked].some(({ file }) => file !== undefined)
    return hasFiles
      ? (await import('./overlayFiles.js')).complete({ ...input, ...selected }, flags)
      : E.right({ ...input, ...(selected as { [K in keyof typeof selected]: ReadonlyArray<Overlay> }) }) // no files
  }

/** Standard input is empty for the second who reads it. */
const readOnce = ({
  values = [],
  patch = [],
  crd = [],
  deployment,
}: BuildFlags): E.Either<CommandErrors, void> => {
  const readers = [
    ...values.map((file) => ({ flag: '--values', file })),
    ...patch.map((file) => ({ flag: '--patch', file })),
    ...crd.map((file) => ({ flag: '--crd', file })),
    { flag: '--deployment', file: deployment },
  ]
  const flags = readers.filter(({ file }) => file === '-').map((reader) => reader.flag)
  const message = `standard input can be read once, and is named by ${flags.join(' and ')}; put one of them into a file`
  return flags.length > 1 ? E.left([{ _tag: 'Usage', message }]) : E.right(undefined)
}

const lefts = <Err>(results: ReadonlyArray<E.Either<Err, unknown>>): ReadonlyArray<Err> => RA.lefts(results)

const flag = (origin: string): { readonly origin: string } => ({ origin })

const namespaceOf = ({ namespace }: BuildFlags): ReadonlyArray<ValuesLayer> =>
  namespace === undefined
    ? []
    : [{ origin: '--namespace', tier: 'user', values: { namespace: { name: namespace } } }]

const assignments = (
  flagName: string,
  text: string,
  asString: boolean,
): E.Either<CommandError, ValuesLayer> =>
  pipe(
    parseAssignments(text, asString),
    E.map(
      (list: ReadonlyArray<Assignment>): ValuesLayer => ({
        origin: `${flagName} ${text}`,
        tier: 'user',
        values: {},
        assignments: list,
      }),
    ),
  )

const none: Deployment = { preset: null, overlays: [], patches: [], layers: [] }

/** A file of patches, as `--patch` names it. */
export const patchesIn = (file: string, cwd: string): Patches => ({
  _tag: 'File',
  file: file === '-' ? { path: '-', file, name: 'patch' } : overlayFile(file, cwd, cwd),
})

/** The engine of patches is loaded where there is one. */
const patchOverlays = async (
  patches: ReadonlyArray<Patches>,
  flags: BuildFlags,
  cwd: string,
): Promise<ReadonlyArray<E.Either<CommandErrors, Overlay>>> =>
  patches.length === 0 ? [] : (await import('./patchOverlays.js')).patchOverlays(patches, flags, cwd)

const readDeployment = async (
  flags: BuildFlags,
  cwd: string,
): Promise<E.Either<CommandErrors, Deployment>> => {
  const file = deploymentOf(flags.deployment, cwd)
  return file === null ? E.right(none) : (await import('./deployment.js')).loadDeployment(file, cwd)()
}

const readValues = async (file: string, cwd: string): Promise<E.Either<CommandErrors, ValuesLayer>> => {
  const { readYaml } = await import('./readYaml.js')
  const { fileName } = await import('./readText.js')
  return pipe(
    await readYaml(file, cwd)(),
    E.map(({ data, positions }) => ({ origin: fileName(file), tier: 'user', values: data, positions })),
  )
}
