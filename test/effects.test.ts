import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { cloud, ephemeral, hostpath, nfs, overlays } from '../overlays/index.js'
import { build, type JsonObject, type Overlay, showError, type ValuesInput } from '../src/index.js'
import { showPath } from '../src/json.js'
import { merge } from '../src/values/merge.js'
import { table } from '../src/values/table.js'
import { type LeafAt, leaves, nested, strayContexts } from './support/leaves.js'

// Every value of every schema table does something: its example changes the stream, on each kind of storage,
// or is refused by an error that names it.
const storage: Readonly<Record<string, Overlay>> = {
  hostpath: hostpath(),
  nfs: nfs({ server: '10.0.0.5', path: '/exports/clearml' }),
  cloud: cloud(),
  ephemeral: ephemeral(),
}

const stream = (
  chosen: ReadonlyArray<Overlay>,
  values: JsonObject,
): E.Either<ReadonlyArray<string>, string> => {
  const result = build({ overlays: chosen, values: values as ValuesInput }) // legal by its table, or an error is wanted
  return E.isLeft(result)
    ? E.left(result.left.map(showError))
    : E.right(JSON.stringify(result.right.manifests))
}

/** What is wrong with a value, or `null`. */
const idle = (
  { path, leaf, context }: LeafAt,
  chosen: ReadonlyArray<Overlay>,
  mayRefuse: boolean,
): string | null => {
  const given = nested(path, leaf.example) as JsonObject // examples are plain data
  const before = stream(chosen, context as JsonObject) // as above
  const after = stream(chosen, merge(context as JsonObject, given)) // as above
  if (E.isRight(after)) {
    // A value such as `force` makes legal what was refused.
    return E.isRight(before) && before.right === after.right ? 'changes nothing' : null
  }
  const alone = stream(chosen, given)
  const errors = [...after.left, ...(E.isLeft(alone) ? alone.left : [])]
  return mayRefuse && errors.some((error) => error.includes(showPath(path))) ? null : errors.join('; ')
}

const named = (one: LeafAt, problem: string | null, under: string): ReadonlyArray<string> =>
  problem === null ? [] : [`${one.name}${under}: ${problem}`]

t.test('the example of every value changes the stream', async (t) => {
  const problems = leaves.flatMap((one) => {
    const chosen = one.overlay === null ? [] : [overlays[one.overlay]?.() ?? ephemeral()]
    return named(one, idle(one, chosen, false), '')
  })
  t.same(problems, [])
  t.ok(leaves.length > 150, 'all tables are walked')
})

for (const [name, overlay] of Object.entries(storage)) {
  t.test(`under the overlay ${name} it does too, or is refused by name`, async (t) => {
    const others = leaves.filter((one) => one.overlay === null || one.overlay === 'expose')
    const problems = others.flatMap((one) => {
      const chosen = one.overlay === 'expose' ? [overlay, overlays.expose?.() ?? ephemeral()] : [overlay]
      return named(one, idle(one, chosen, true), ` under ${name}`)
    })
    t.same(problems, [])
  })
}

t.test('what a value needs beside it is said of values that exist', async (t) => {
  t.same(strayContexts, [])
})

t.test('each Service is documented by the name of what it leads to', async (t) => {
  const served = ['apiserver', 'webserver', 'fileserver', 'elasticsearch', 'mongodb', 'redis'] as const
  t.same(
    served.map((of) => table.fields[of].fields.service.doc),
    ['the API server', 'the web UI', 'the file server', 'Elasticsearch', 'MongoDB', 'Redis'].map(
      (name) => `The Service of ${name}.`,
    ),
  )
})
