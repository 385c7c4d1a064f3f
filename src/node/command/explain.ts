/** `clearml-manifests explain`: where the fields of an object come from. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { buildLayers, madeOf } from '../../build.js'
import { nearest, type Path, showPath } from '../../json.js'
import { showIdentity } from '../../kube/identity.js'
import { type Explained, explained, type Trace } from '../../provenance/index.js'
import type { Answer } from '../answer.js'
import type { CommandError, CommandErrors } from '../commandError.js'
import { annotated, chainsText } from '../explainText.js'
import { findField, type NoField } from '../fieldPath.js'
import { type BuildFlags, request } from '../request.js'

export interface ExplainFlags {
  /** The whole manifest. */
  readonly all?: boolean
}

/** `name` is `KIND/NAME`, the kind in any case; `field` a path in it. Fails for what is not in the stream. */
export const explain = (
  name: string,
  field: string | undefined,
  { all, ...flags }: BuildFlags & ExplainFlags,
  cwd: string,
): TE.TaskEither<CommandErrors, Answer> =>
  pipe(
    TE.fromEither(usage(name, field, all === true)),
    TE.chain(() => request(flags, cwd)),
    TE.chainEitherK((input) =>
      pipe(
        buildLayers(input),
        E.mapLeft((errors): CommandErrors => errors),
        E.chain((built) =>
          pipe(
            objectNamed(explained(madeOf(input, built)), name),
            E.chain((one) => textOf(one, field)),
            E.mapLeft((error): CommandErrors => [error]),
            E.map((text) => ({ text, warnings: [] })),
          ),
        ),
      ),
    ),
  )

const usage = (name: string, field: string | undefined, all: boolean): E.Either<CommandErrors, void> => {
  const example = `clearml-manifests explain ${name}`
  if (all && field !== undefined) return wrong(`--all shows the whole object: leave out ${field}, or --all`)
  if (!all && field === undefined) {
    return wrong(`which field? As in ${example} metadata.labels, or ${example} --all for the whole object`)
  }
  return E.right(undefined)
}

const wrong = (message: string): E.Either<CommandErrors, never> => E.left([{ _tag: 'Usage', message }])

const objectNamed = (all: ReadonlyArray<Explained>, name: string): E.Either<CommandError, Explained> => {
  const found = all.find(({ object }) => lowerKind(showIdentity(object)) === lowerKind(name))
  if (found !== undefined) return E.right(found)
  const known = all.map(({ object }) => showIdentity(object))
  const kinds = [...new Set(all.map(({ object }) => object.kind))]
  const kind = name.split('/')[0]?.toLowerCase()
  const alike = known.filter((one) => one.split('/')[0]?.toLowerCase() === kind)
  return E.left({
    _tag: 'UnknownName',
    kind: 'object',
    name,
    nearest: nearest(name, known),
    known: alike.length > 0 ? alike : kinds.map((one) => `${one}/…`),
  })
}

const lowerKind = (name: string): string => name.replace(/^[^/]*/, (kind) => kind.toLowerCase())

const textOf = (
  { manifest, object, trace }: Explained,
  field: string | undefined,
): E.Either<CommandError, string> => {
  if (field === undefined) return E.right(annotated(manifest, trace().leaves))
  return pipe(
    findField(manifest, field),
    E.bimap(
      (none) => noField(none, field, showIdentity(object), trace),
      (path) => chainsText(trace().leaves.filter((leaf) => startsWith(leaf.path, path))),
    ),
  )
}

const startsWith = (path: Path, start: Path): boolean => start.every((step, i) => path[i] === step)

/** A field that is not there may be one that a value would bring. */
const noField = (none: NoField | null, field: string, object: string, trace: () => Trace): CommandError => {
  if (none === null) {
    const message = `"${field}" is no path of a field, such as spec.template.spec.containers[0].image`
    return { _tag: 'Usage', message }
  }
  const owners = trace().absent.filter(({ path }) => showPath(path).startsWith(showPath(none.path)))
  const values = [...new Set(owners.map(({ owner }) => showPath(owner)))]
  const name = showPath(none.path)
  if (values.length > 0) {
    return {
      _tag: 'Usage',
      message: `${object}: no field "${name}"; these values would bring it: ${values.join(', ')}`,
    }
  }
  const hint = none.nearest.length > 0 ? `; did you mean ${none.nearest.join(' or ')}?` : ''
  return { _tag: 'Usage', message: `${object}: no field "${name}"${hint}` }
}
