/** Overlays in files: what is a path, and what a file is called. Loads nothing. */
import { basename, isAbsolute, relative, resolve } from 'node:path'
import type { Allowed } from '../patch/patch.js'

/** An overlay in a file. */
export interface OverlayFile {
  /** Absolute. */
  readonly path: string
  /** What messages call it: as seen from the working directory. */
  readonly file: string
  /** The name of the file without its ending: what the parameters of a function stand under. */
  readonly name: string
  /** What is no error of its patches. */
  readonly allow?: ReadonlyArray<Allowed>
}

/** How files end that an overlay can be in. */
export const endings = ['.mjs', '.js', '.jsonnet'] as const

/** Those of files of patches. */
export const patchEndings = ['.yaml', '.yml', '.json'] as const

/** What is no overlay, and no name either. */
const others = ['.libsonnet', '.cjs', '.ts']

/** Whether `--overlay X` is a path and no name. */
export const isOverlayPath = (text: string): boolean =>
  text.includes('/') || [...endings, ...patchEndings, ...others].some((ending) => text.endsWith(ending))

/** The file that `text` means in the directory `from`. What is no letter, digit, `_` or `-` is `-` in its name. */
export const overlayFile = (text: string, from: string, cwd: string): OverlayFile => {
  const path = resolve(from, text)
  const ending = [...endings, ...patchEndings].find((one) => text.endsWith(one)) ?? ''
  return {
    path,
    file: isAbsolute(text) ? text : relative(cwd, path) || '.',
    name: basename(path, ending).replace(/[^\w-]+/g, '-'),
  }
}
