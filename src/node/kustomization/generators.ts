/** The generators of a kustomization.yaml, with the files that they read. */
import { basename } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { isObject, type JsonObject } from '../../json.js'
import type { GeneratorArgs } from '../../kustomization/kustomization.js'
import { fault, type Here, listOf, nameOf } from './reading.js'
import { readConfined } from './root.js'

/** The entries of `configMapGenerator` or `secretGenerator`. */
export const generatorsOf = async (
  field: 'configMapGenerator' | 'secretGenerator',
  data: JsonObject,
  here: Here,
): Promise<ReadonlyArray<GeneratorArgs>> => {
  const all: GeneratorArgs[] = []
  for (const [i, item] of listOf(data, field).entries()) {
    if (!isObject(item)) continue
    const { files: _, envs: __, env, ...rest } = item
    const files: Array<{ readonly key: string; readonly content: Uint8Array }> = []
    for (const [n, one] of listOf(item, 'files').entries()) {
      if (typeof one !== 'string') continue
      const at = [field, i, 'files', n]
      const [first = '', second, ...others] = one.split('=')
      const path = second ?? first
      const key = second === undefined ? basename(first) : first
      if (key === '' || path === '' || others.length > 0) {
        fault(here, at, `${one}: expected a file, or key=file`)
        continue
      }
      const content = await readConfined(here.directory, path)
      if (E.isLeft(content)) fault(here, at, `${path}: ${content.left.reason}`)
      else files.push({ key, content: content.right })
    }
    const envs: Array<{ readonly file: string; readonly content: Uint8Array }> = []
    const named = [...listOf(item, 'envs'), ...(typeof env === 'string' && env !== '' ? [env] : [])]
    for (const [n, path] of named.entries()) {
      if (typeof path !== 'string') continue
      const content = await readConfined(here.directory, path)
      if (E.isLeft(content)) fault(here, [field, i, 'envs', n], `${path}: ${content.left.reason}`)
      else envs.push({ file: nameOf(here, path), content: content.right })
    }
    const given = Object.fromEntries(
      Object.entries(rest).filter(([, value]) => value !== null && value !== ''),
    )
    all.push({ name: '', ...(given as Partial<GeneratorArgs>), files, envs }) // of the right shape, see fieldErrors
  }
  return all
}
