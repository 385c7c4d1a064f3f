/** `configMapGenerator` and `secretGenerator`: what they make. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import type { Json, JsonObject, Path } from '../json.js'
import { byCodePoint } from '../json.js'
import type { Resource } from '../patch/resource.js'
import { wrappedBase64 } from './base64.js'
import { decoded, parseEnvFile } from './envFile.js'
import type { KustomizationError } from './error.js'
import type { GeneratorArgs, GeneratorOptions, Kustomization } from './kustomization.js'
import { type Pair, parseLiteral } from './literals.js'
import { type Context, placeAt } from './transformer.js'

export { absorbed } from './absorbed.js'

/**
 * The ConfigMaps and then the Secrets of a kustomization, each in its order. Fails with every entry that has no name,
 * names a key twice, or says what is no key and value; `strict` also for a key that the API server would refuse.
 */
export const generated = (
  kustomization: Kustomization,
  context: Context,
): Either<ReadonlyArray<KustomizationError>, ReadonlyArray<Resource>> => {
  const errors: KustomizationError[] = []
  const made = FIELDS.flatMap((field) =>
    (kustomization[field] ?? []).flatMap((args, i): ReadonlyArray<Resource> => {
      const fail: Fail = (path, expected, found) => {
        const whole = [field, i, ...path]
        errors.push({
          _tag: 'InvalidField',
          place: placeAt(kustomization, whole),
          path: whole,
          expected,
          found,
        })
      }
      const before = errors.length
      const options = mergedOptions(args.options, kustomization.generatorOptions)
      const pairs = pairsOf(args, context, fail)
      if (args.name === '') fail(['name'], 'a name', args.name)
      if (errors.length > before) return []
      const content = field === 'configMapGenerator' ? configMapContent(pairs) : secretContent(pairs, args)
      return [
        {
          manifest: {
            apiVersion: 'v1',
            kind: field === 'configMapGenerator' ? 'ConfigMap' : 'Secret',
            metadata: metadataOf(args, options),
            ...content,
            ...(options.immutable === true ? { immutable: true } : {}),
          },
          previous: [],
          generated: {
            behavior: args.behavior ?? 'create',
            needsHash: options.disableNameSuffixHash !== true,
          },
          place: placeAt(kustomization, [field, i]),
        },
      ]
    }),
  )
  return errors.length > 0 ? E.left(errors) : E.right(made)
}

const FIELDS = ['configMapGenerator', 'secretGenerator'] as const

type Fail = (path: Path, expected: string, found: Json) => void

/** An entry's own labels and annotations come first; what `generatorOptions` turn on stays on. */
const mergedOptions = (own: GeneratorOptions = {}, all: GeneratorOptions = {}): GeneratorOptions => ({
  labels: { ...all.labels, ...own.labels },
  annotations: { ...all.annotations, ...own.annotations },
  disableNameSuffixHash: all.disableNameSuffixHash === true || own.disableNameSuffixHash === true,
  immutable: all.immutable === true || own.immutable === true,
})

const metadataOf = ({ name, namespace = '' }: GeneratorArgs, options: GeneratorOptions): JsonObject => {
  const { labels = {}, annotations = {} } = options
  return {
    name,
    ...(namespace === '' ? {} : { namespace }),
    ...(Object.keys(labels).length === 0 ? {} : { labels: sorted(labels) }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations: sorted(annotations) }),
  }
}

/** In Kustomize's order: .env files, literals, files. */
const pairsOf = (args: GeneratorArgs, { leniency }: Context, fail: Fail): ReadonlyArray<Pair> => {
  const pairs: Pair[] = []
  const keys = new Set<string>()
  const add = (path: Path, pair: Pair): void => {
    const { key } = pair
    if (keys.has(key)) fail(path, 'a key that is not there yet', key)
    else if (leniency === 'strict' && !isDataKey(key)) fail(path, KEY, key)
    else pairs.push(pair)
    keys.add(key)
  }
  for (const [i, { file, content }] of (args.envs ?? []).entries()) {
    const read = parseEnvFile(content, leniency)
    if (E.isRight(read)) for (const pair of read.right) add(['envs', i], pair)
    else {
      for (const { line, expected, found } of read.left)
        fail(['envs', i], `${expected} in line ${line} of ${file}`, found)
    }
  }
  for (const [i, literal] of (args.literals ?? []).entries()) {
    const read = parseLiteral(literal)
    if (E.isRight(read)) add(['literals', i], read.right)
    else fail(['literals', i], read.left, literal)
  }
  for (const [i, { key, content }] of (args.files ?? []).entries()) add(['files', i], { key, value: content })
  return pairs
}

/** From IsConfigMapKey of k8s.io/apimachinery. */
const isDataKey = (key: string): boolean =>
  /^[-._a-zA-Z0-9]{1,253}$/.test(key) && key !== '.' && !key.startsWith('..')

const KEY = 'a key of letters, digits, -, _ and . that does not start with ..'

/** Text is `data`; what is no UTF-8 is `binaryData`. */
const configMapContent = (pairs: ReadonlyArray<Pair>): JsonObject => {
  const read = pairs.map(({ key, value }) => ({ key, value, text: decoded(value) }))
  const data = read.flatMap(({ key, text }) => (text === undefined ? [] : [[key, text] as const]))
  const binaryData = read.flatMap(({ key, value, text }) =>
    text === undefined ? [[key, wrappedBase64(value)] as const] : [],
  )
  return {
    ...(data.length === 0 ? {} : { data: sorted(Object.fromEntries(data)) }),
    ...(binaryData.length === 0 ? {} : { binaryData: sorted(Object.fromEntries(binaryData)) }),
  }
}

const secretContent = (pairs: ReadonlyArray<Pair>, { type = '' }: GeneratorArgs): JsonObject => ({
  type: type === '' ? 'Opaque' : type,
  data: sorted(Object.fromEntries(pairs.map(({ key, value }) => [key, wrappedBase64(value)]))),
})

const sorted = (map: Readonly<Record<string, string>>): JsonObject =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => byCodePoint(a, b)))
