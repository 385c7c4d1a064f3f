/** What decoding cannot see: values that are wrong beside others. */
import * as E from 'fp-ts/lib/Either.js'
import { at, type JsonObject, type Path } from '../json.js'
import { bytes } from '../kube/quantity.js'
import { placeOf } from './decode.js'
import type { ValuesError } from './error.js'
import type { ValuesLayer } from './layer.js'
import type { Values } from './table.js'

/** A value that is well-formed by itself and wrong beside the others. */
export interface Problem {
  readonly path: Path
  /** What would be right; read after "expected". */
  readonly expected: string
}

/** Problems as errors, each with the place of its value. */
export const asErrors = (
  found: ReadonlyArray<Problem>,
  values: Values,
  layers: ReadonlyArray<ValuesLayer>,
): ReadonlyArray<ValuesError> =>
  found.map(({ path, expected }) => ({
    _tag: 'InvalidValue',
    path,
    expected,
    actual: at(values as unknown as JsonObject, path) ?? null, // decoded values are plain data
    place: placeOf(layers, path),
  }))

/** Problems of the core's values. */
export const checkCore = (values: Values): ReadonlyArray<Problem> => [
  ...(values.fileserver.replicas > 1 && values.fileserver.storage.accessMode !== 'ReadWriteMany'
    ? [
        {
          path: ['fileserver', 'replicas'],
          expected:
            'at most 1, unless fileserver.storage.accessMode is ReadWriteMany: its pods share one volume',
        },
      ]
    : []),
  ...(values.elasticsearch.heap !== null && !/^[1-9]\d*[kKmMgG]$/.test(values.elasticsearch.heap)
    ? [{ path: ['elasticsearch', 'heap'], expected: 'a Java heap size such as 2g or 1536m' }]
    : []),
  ...tooSmall(['elasticsearch', 'resources', 'limits', 'memory'], values, 512n * 1024n ** 2n, '512Mi'),
  ...Object.keys(values.config)
    .filter((name) => !/^[A-Za-z0-9_-]+\.conf$/.test(name))
    .map((name) => ({
      path: ['config', name],
      expected: 'a file name that ends in .conf, such as services.conf',
    })),
]

const tooSmall = (path: Path, values: Values, least: bigint, text: string): ReadonlyArray<Problem> => {
  const given = at(values as unknown as JsonObject, path) // decoded values are plain data
  if (typeof given !== 'string') return []
  const size = bytes(given)
  return E.isRight(size) && size.right < least ? [{ path, expected: `at least ${text}` }] : []
}
