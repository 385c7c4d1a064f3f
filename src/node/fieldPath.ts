/** The path of a field as users write it, found in a manifest. */
import * as E from 'fp-ts/lib/Either.js'
import { isArray, isObject, type Json, nearest, type Path, showPath } from '../json.js'

/** Nothing stands at `path`; `nearest` are paths that do, best first. */
export interface NoField {
  readonly path: Path
  readonly nearest: ReadonlyArray<string>
}

type Step =
  | { readonly name: string }
  | { readonly index: number }
  | { readonly key: string; readonly value: string }

/**
 * Finds `spec.template.spec.containers[0].image` in `manifest`; also `containers[name=web]`, `labels["a.b/c"]`, and
 * keys with dots as they are, or escaped: `labels.app.kubernetes.io/name`. Fails with `null` for what is no path.
 */
export const findField = (manifest: Json, text: string): E.Either<NoField | null, Path> => {
  const steps = stepsOf(text)
  return steps === null ? E.left(null) : find(manifest, steps, [])
}

const STEP =
  /\[(?<index>\d+)\]|\[(?<quoted>"(?:\\.|[^"\\])*"|'[^']*')\]|\[(?<key>[\w./-]+)=(?<value>[^\]]*)\]|\.?(?<name>(?:\\.|[^.[\]\\])+)/y

const stepsOf = (text: string): ReadonlyArray<Step> | null => {
  const steps: Step[] = []
  let at = text.startsWith('.') ? 1 : 0
  while (at < text.length) {
    STEP.lastIndex = at
    const match = STEP.exec(text)
    if (match === null) return null
    steps.push(stepOf(match.groups ?? {}))
    at = STEP.lastIndex
  }
  return steps.length === 0 ? null : steps
}

const stepOf = ({ index, quoted, key, value, name }: Record<string, string | undefined>): Step => {
  if (index !== undefined) return { index: Number(index) }
  if (quoted !== undefined) return { name: quoted.slice(1, -1).replace(/\\(.)/g, '$1') }
  if (key !== undefined) return { key, value: value ?? '' }
  return { name: (name ?? '').replace(/\\(.)/g, '$1') }
}

const find = (here: Json, steps: ReadonlyArray<Step>, path: Path): E.Either<NoField, Path> => {
  const [step, ...rest] = steps
  if (step === undefined) return E.right(path)
  if (isArray(here)) {
    const index = indexOf(here, step)
    const item = here[index]
    return item === undefined ? E.left(missing(here, step, path)) : find(item, rest, [...path, index])
  }
  if (!isObject(here) || !('name' in step)) return E.left(missing(here, step, path))
  const names = namesOf(steps)
  let failure: NoField | undefined
  for (let count = names.length; count > 0; count--) {
    const key = names.slice(0, count).join('.')
    const item = Object.hasOwn(here, key) ? here[key] : undefined
    const found = item === undefined ? undefined : find(item, steps.slice(count), [...path, key])
    if (found !== undefined && E.isRight(found)) return found
    if (found !== undefined) failure ??= found.left
  }
  return E.left(failure ?? missing(here, step, path))
}

/** The names at the start: a dot may be part of a key. */
const namesOf = (steps: ReadonlyArray<Step>): ReadonlyArray<string> => {
  const end = steps.findIndex((step) => !('name' in step))
  return steps
    .slice(0, end === -1 ? steps.length : end)
    .flatMap((step) => ('name' in step ? [step.name] : []))
}

const indexOf = (list: ReadonlyArray<Json>, step: Step): number => {
  if ('index' in step) return step.index
  if ('name' in step) return /^\d+$/.test(step.name) ? Number(step.name) : -1
  return list.findIndex((item) => isObject(item) && String(item[step.key]) === step.value)
}

const missing = (here: Json, step: Step, path: Path): NoField => {
  const name = 'name' in step ? step.name : 'index' in step ? step.index : `${step.key}=${step.value}`
  const known = isArray(here) ? here.map((_, i) => i) : isObject(here) ? Object.keys(here) : []
  const near = isArray(here) ? known : nearest(String(name), known.map(String))
  return { path: [...path, name], nearest: near.slice(0, 3).map((one) => showPath([...path, one])) }
}
