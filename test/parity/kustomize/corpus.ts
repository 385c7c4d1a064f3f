/** Directories with a kustomization: how they are written down, and how they are laid out on a disk. */
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseAllDocuments, stringify } from 'yaml'
import { isObject, type Json, type JsonObject } from '../../../src/json.js'

/** A directory that is to be built. */
export interface Directory {
  readonly files: Files
  /** The directory in it whose kustomization is built, '.' by default. */
  readonly root?: string
}

/**
 * By path. A text is the content as it is, with `$DIRECTORY` for the path of the whole directory; a map or a list is written
 * as a YAML document, or as one for each item; `{shared: x.yaml}` is a file of shared/, `{base64: ...}` are bytes,
 * `{symlink: x}` points to x. A path that ends in a slash is an empty directory.
 */
export type Files = Readonly<Record<string, Json>>

/** A document of the corpus. */
export interface Case extends Directory {
  /** A sentence: what Kustomize does. */
  readonly name: string
  /** Kustomize refuses it. */
  readonly refused?: true
  /** Why we differ on purpose; `ours` is what we do. */
  readonly difference?: string
  readonly ours?: 'refused' | ReadonlyArray<JsonObject>
}

const here = fileURLToPath(new URL('.', import.meta.url))

/** All cases, by the file that they are in. */
export const readCorpus = async (): Promise<Readonly<Record<string, ReadonlyArray<Case>>>> => {
  const names = (await readdir(here)).filter((name) => name.endsWith('.yaml')).sort()
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => {
        const documents = parseAllDocuments(await readFile(join(here, name), 'utf8'))
        const cases = documents.map((document, i) => caseOf(document.toJS() as Json, `${name} ${i}`)) // no tags in it
        return [name, cases] as const
      }),
    ),
  )
}

/** Writes a directory to a path that does not exist yet; the path that is to be built. */
export const writeDirectory = async (to: string, { files, root = '.' }: Directory): Promise<string> => {
  await mkdir(to)
  for (const [path, content] of Object.entries(files)) {
    const file = join(to, path)
    await mkdir(path.endsWith('/') ? file : dirname(file), { recursive: true })
    if (path.endsWith('/')) continue
    if (isObject(content) && typeof content.symlink === 'string') await symlink(content.symlink, file)
    else await writeFile(file, await bytesOf(content, to))
  }
  return join(to, root)
}

/** A document each. */
export const write = (value: Json): string =>
  stringify(value, { version: '1.1', aliasDuplicateObjects: false, lineWidth: 0 })

const bytesOf = async (content: Json, directory: string): Promise<string | Uint8Array> => {
  if (typeof content === 'string') return content.replaceAll('$DIRECTORY', directory)
  if (isObject(content)) {
    if (typeof content.base64 === 'string') return Buffer.from(content.base64, 'base64')
    if (typeof content.shared === 'string') return readFile(join(here, 'shared', content.shared))
  }
  return Array.isArray(content) ? content.map(write).join('---\n') : write(content)
}

const KNOWN = ['name', 'files', 'root', 'refused', 'difference', 'ours']

const caseOf = (document: Json, where: string): Case => {
  if (!isObject(document) || typeof document.name !== 'string' || !isObject(document.files ?? null))
    throw new Error(`${where} has no name or no files`)
  const unknown = Object.keys(document).filter((key) => !KNOWN.includes(key))
  if (unknown.length > 0) throw new Error(`${where}: ${unknown.join(', ')}`)
  return document as unknown as Case // a document of the corpus, which this repository holds
}
