/** What callers of the library pass, checked: types do not hold in JavaScript. */
import * as E from 'fp-ts/lib/Either.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { isObject, type JsonObject, type Path } from './json.js'
import { type Ignore, type IgnoreError, parseIgnore, ruleIds } from './lint/index.js'
import { isOverlay, type Overlay, type Preset } from './overlay.js'
import { aName, anything, aText, aTextList, type Form, type Forms, type Misfit, misfits } from './shape.js'
import type { ValuesError } from './values/error.js'
import { kindOf, messageOf, plainMap } from './values/plain.js'

/** What is read from the argument of `build`. */
export interface Input {
  readonly preset?: Preset
  readonly overlays: ReadonlyArray<Overlay>
  readonly values: JsonObject
  readonly ignore: ReadonlyArray<Ignore>
  readonly provenance: boolean
}

/** Reads the argument of `build`, strictly. Fails with all that is wrong. Law: never throws. */
export const readInput = (input: unknown): E.Either<ReadonlyArray<ValuesError | IgnoreError>, Input> => {
  try {
    const wrong = misfits(input, 'an object with preset, overlays, values', forms)
    if (!isObject(input) || wrong.length > 0) return E.left(errors('build', wrong))
    const { preset, overlays, values, ignore, provenance = false } = input as unknown as Partial<Given> // of these forms; the preset is looked at next
    const misfit = preset === undefined ? [] : misfits(preset, 'a preset, such as singleNode', presetForms)
    if (misfit.length > 0) return E.left(errors('build', below(misfit, ['preset'])))
    const given = plainMap(values ?? {})
    const start = preset === undefined ? { data: {}, faults: [] } : plainMap(preset.values ?? {})
    const found = [
      ...overlaysFaults(overlays ?? [], ['overlays']),
      ...overlaysFaults(preset?.overlays ?? [], ['preset', 'overlays']),
      ...notPlain(start.faults, ['preset', 'values']),
      ...notPlain(given.faults, ['values']),
    ]
    const ignores = (ignore ?? []).map(parseIgnore(ruleIds))
    const wrongIgnores = RA.lefts(ignores)
    if (found.length > 0 || wrongIgnores.length > 0) {
      return E.left([...errors('build', found), ...wrongIgnores])
    }
    return E.right({
      overlays: overlays ?? [],
      values: given.data,
      ignore: RA.rights(ignores),
      provenance,
      ...(preset === undefined
        ? {}
        : { preset: { ...preset, values: start.data, overlays: preset.overlays ?? [] } }),
    })
  } catch (error) {
    return E.left(
      errors('build', [
        { path: [], expected: 'plain objects', found: `an object that throws: ${messageOf(error)}` },
      ]),
    )
  }
}

/** The same before the texts of `ignore` are read. */
type Given = Omit<Input, 'ignore'> & { readonly ignore: ReadonlyArray<string> }

const aList: Form = { expected: 'a list of overlays', holds: Array.isArray }

const presetForms: Forms<keyof Preset> = {
  name: aName,
  doc: aText,
  example: aText,
  values: anything,
  overlays: aList,
}

const forms: Forms<keyof Input> = {
  provenance: { expected: 'true or false', holds: (value) => typeof value === 'boolean' },
  preset: anything,
  overlays: aList,
  values: anything,
  ignore: aTextList('a list of rules, such as probes or probes:Deployment/web'),
}

const overlaysFaults = (overlays: ReadonlyArray<unknown>, path: Path): ReadonlyArray<Misfit> =>
  overlays.flatMap((overlay, i) =>
    isOverlay(overlay)
      ? []
      : [
          {
            path: [...path, i],
            expected: 'an overlay',
            found: typeof overlay === 'function' ? 'a function: call it, as in nfs({…})' : kindOf(overlay),
          },
        ],
  )

const below = (wrong: ReadonlyArray<Misfit>, path: Path): ReadonlyArray<Misfit> =>
  wrong.map((misfit) => ({ ...misfit, path: [...path, ...misfit.path] }))

const notPlain = (faults: ReadonlyArray<{ path: Path; found: string }>, path: Path): ReadonlyArray<Misfit> =>
  faults.map((fault) => ({
    path: [...path, ...fault.path],
    expected: fault.path.length === 0 ? 'a map of values' : 'plain data',
    found: fault.found,
  }))

const errors = (origin: string, wrong: ReadonlyArray<Misfit>): ReadonlyArray<ValuesError> =>
  wrong.map((misfit) => ({ _tag: 'InvalidInput', ...misfit, place: { origin } }))
