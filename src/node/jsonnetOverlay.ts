/** Overlays in `.jsonnet` files: an object `{values?, objects?, patches?}`, or a function of the base that gives one. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { isArray, isObject, type Json, type JsonArray, type JsonObject, type Path } from '../json.js'
import { patchEntryOf } from '../kustomization/data.js'
import { patchesOver } from '../kustomization/patching.js'
import { fromFile, type Overlay, overlay, withPatches } from '../overlay.js'
import { anything, type Form, type Forms, misfits } from '../shape.js'
import { kindOf } from '../values/plain.js'
import type { CommandError, CommandErrors } from './commandError.js'
import { type JsonnetFlags, jsonnet } from './jsonnet.js'
import type { Opened } from './openedOverlay.js'
import type { OverlayError } from './overlayError.js'
import type { OverlayFile } from './overlayFile.js'

/** Evaluates the file. A function is called later: with the base as its first argument, and parameters by their names. */
export const openJsonnet = async (
  file: OverlayFile,
  flags: JsonnetFlags,
  cwd: string,
): Promise<E.Either<CommandErrors, Opened>> => {
  const run = (program: string, given: JsonnetFlags): Promise<E.Either<OverlayError, Json>> =>
    jsonnet(program, given, cwd, file.file)
  const it = `(import ${JSON.stringify(file.file)})`
  const found = await run(
    `local it = ${it}; if std.type(it) == 'function' then [std.length(it)] else { value: it }`,
    { ...flags, tlaStr: [], tlaCode: [] }, // the file is not called yet
  )
  if (E.isLeft(found)) return E.left([found.left])
  if (!isArray(found.right)) {
    const { value } = found.right as { readonly value: Json } // made above
    return E.map((made: Overlay): Opened => ({ _tag: 'Overlay', file, overlay: made }))(
      overlayOf(value, file),
    )
  }
  const takesBase = found.right[0] !== 0
  return E.right({
    _tag: 'Function',
    file,
    of: 'base',
    make: async ({ parameters, base }) => {
      const passed = namesOf(flags)
      const wrong = unfit(passed, Object.keys(parameters), file)
      if (wrong.length > 0) return E.left(wrong)
      const given = takesBase ? base() : E.right({})
      if (E.isLeft(given)) return given
      const named = [
        ...passed.map((name) => `${name}=${name}`),
        ...Object.entries(parameters).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
      ]
      const call = `${it}(${[...(takesBase ? ['base'] : []), ...named].join(', ')})`
      const head = passed.length === 0 ? '' : `function(${passed.join(', ')}) `
      const made = await run(`local base = ${JSON.stringify(given.right)}; ${head}${call}`, flags)
      return pipe(
        made,
        E.mapLeft((error): CommandErrors => [error]),
        E.chain((value) => overlayOf(value, file)),
        E.map((one) => ({ overlay: one, parameters: Object.keys(parameters) })), // jsonnet refuses those it does not know
      )
    },
  })
}

/** The names that `--tla-str` and `--tla-code` give. */
const namesOf = ({ tlaStr = [], tlaCode = [] }: JsonnetFlags): ReadonlyArray<string> => [
  ...new Set([...tlaStr, ...tlaCode].map((text) => text.replace(/=.*$/s, ''))),
]

/** Names that no parameter of jsonnet can have, or that are given in both ways. */
const unfit = (
  passed: ReadonlyArray<string>,
  own: ReadonlyArray<string>,
  { file, name: address }: OverlayFile,
): CommandErrors => [
  ...[...passed, ...own]
    .filter((name) => !/^[A-Za-z_]\w*$/.test(name))
    .map((name) => usage(`${file}: no parameter in jsonnet can have the name ${JSON.stringify(name)}`)),
  ...own
    .filter((name) => passed.includes(name))
    .map((name) =>
      usage(`${file}: ${name} is given by --tla-str or --tla-code, and as ${address}.${name}; drop one`),
    ),
]

const usage = (message: string): CommandError => ({ _tag: 'Usage', message })

const manifests: Form = {
  expected: 'a list of manifests, or a map of them',
  holds: (value) => value === null || Array.isArray(value) || isObject(value),
}

const forms: Forms = {
  values: anything,
  objects: manifests,
  patches: { expected: 'a list of patches', holds: (value) => value === null || Array.isArray(value) },
}

const overlayOf = (value: Json, file: OverlayFile): E.Either<CommandErrors, Overlay> => {
  const refuse = (path: Path, expected: string, found: string): OverlayError => ({
    _tag: 'NotAnOverlay',
    file: file.file,
    path,
    expected,
    found,
  })
  const wrong = misfits(value, 'an object of values, objects and patches, or a function of the base', forms)
  if (wrong.length > 0 || !isObject(value)) {
    return E.left(wrong.map(({ path, expected, found }) => refuse(path, expected, found)))
  }
  const { values = {}, objects = [], patches } = value
  const all = Object.entries(objects ?? []).filter(([, object]) => object !== null)
  const others = all.filter(([, object]) => !isObject(object))
  if (others.length > 0) {
    return E.left(
      others.map(([key, object]) =>
        refuse(['objects', isArray(objects) ? Number(key) : key], 'a manifest', kindOf(object)),
      ),
    )
  }
  const made = fromFile(
    overlay({
      name: file.name,
      values: values as JsonObject, // anything else is an error of the build
      objects: all.map(([, object]) => object as JsonObject), // the others were refused
    }),
    file,
  )
  if (!isArray(patches ?? null)) return E.right(made)
  const entries = (patches as JsonArray).map(
    (
      patch,
      i, // a list
    ) => patchEntryOf(patch, { place: { origin: `${file.file}: patches[${i}]` } }),
  )
  return E.right(withPatches(made, patchesOver(entries, file.file)))
}
