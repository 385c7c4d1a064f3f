/** Overlays in files: what is a path, and what a file is called. Loads nothing. */
import { basename, isAbsolute, relative, resolve } from 'node:path'

/** An overlay in a file. */
export interface OverlayFile {
  /** Absolute. */
  readonly path: string
  /** What messages call it: as seen from the working directory. */
  readonly file: string
  /** The name of the file without its ending: what the parameters of a function stand under. */
  readonly name: string
}

/** How files end that an overlay can be in. */
export const endings = ['.mjs', '.js', '.jsonnet'] as const

/** Those of patches: paths too, so that they are not taken for a name. */
const others = ['.yaml', '.yml', '.json', '.libsonnet', '.cjs', '.ts']

/** Whether `--overlay X` is a path and no name. */
export const isOverlayPath = (text: string): boolean =>
  text.includes('/') || [...endings, ...others].some((ending) => text.endsWith(ending))

/** The file that `text` means in the directory `from`. What is no letter, digit, `_` or `-` is `-` in its name. */
export const overlayFile = (text: string, from: string, cwd: string): OverlayFile => {
  const path = resolve(from, text)
  const ending = endings.find((one) => text.endsWith(one)) ?? ''
  return {
    path,
    file: isAbsolute(text) ? text : relative(cwd, path) || '.',
    name: basename(path, ending).replace(/[^\w-]+/g, '-'),
  }
}
